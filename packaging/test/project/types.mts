// Types as an ES module sees them; checked with tsc, not run.
import { type Invocation, ManualClock, startLambda, startSqs } from "embedded-sqs";
import { EventSourceMapping, LambdaFunction } from "embedded-sqs/lambda";
import { defineJob } from "lambda-sqs-jobs";

const sqs = await startSqs({
  clock: new ManualClock(),
  queues: [{ name: "a", attributes: { DelaySeconds: 1 } }],
});
const lambda = await startLambda({ handler: "x.handler", sqs, queue: "a" });
const ended: readonly Invocation[] = lambda.invocations;
// @ts-expect-error: a batch size is a number
await lambda.addMapping({ queue: "a", batchSize: "10" });
// @ts-expect-error: there is no such option
await startSqs({ quues: [] });

export { defineJob, EventSourceMapping, ended, LambdaFunction };
