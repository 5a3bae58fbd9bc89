// Tells the engine of an invocation of the consumer that ended without an answer. The job's record then says why.
import type { SQSRecord } from "aws-lambda";
import { type Backend, noteFailedInvocation } from "../core/jobs/index.ts";
import { toReceived } from "../functions/received-message.ts";
import type { FunctionFailedError } from "./lambda/lambda-function.ts";

/** For the event source mapping's `onFailedInvocation`. */
export const noteFailure =
  (backend: Backend) =>
  (
    record: SQSRecord,
    error: FunctionFailedError,
    pauseSeconds: number | undefined,
  ): Promise<{ keep: boolean }> =>
    noteFailedInvocation(backend, toReceived(record), {
      requestId: error.requestId,
      errorType: error.errorType,
      errorMessage: error.errorMessage,
      stopped: error.stopped,
      ...(pauseSeconds === undefined ? {} : { retryInSeconds: pauseSeconds }),
    });
