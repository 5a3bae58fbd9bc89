// The same as CommonJS sees them.
import { startSqs } from "embedded-sqs";
import { EventSourceMapping } from "embedded-sqs/lambda";
import { createRegistry } from "lambda-sqs-jobs";

// @ts-expect-error: there is no such option
const started: ReturnType<typeof startSqs> = startSqs({ quues: [] });

export { createRegistry, EventSourceMapping, started };
