// Every error the API makes, as problem+json (RFC 9457): the one place where a code becomes a status.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type StoreError, type StoreFault, VisibleError } from "../../core/jobs/engine.ts";

const problems: Record<string, { status: number; title: string }> = {
  "invalid-request": { status: 400, title: "The request is not valid" },
  "invalid-json": { status: 400, title: "The body is not JSON" },
  "invalid-cursor": { status: 400, title: "The cursor is not one of ours" },
  unauthorized: { status: 401, title: "A valid bearer token is needed" },
  "not-found": { status: 404, title: "There is nothing at this path" },
  "group-not-found": { status: 404, title: "There is no such group" },
  "group-too-large": { status: 413, title: "The group is too large" },
  "job-not-found": { status: 404, title: "There is no such job" },
  "schedule-not-found": { status: 404, title: "There is no such schedule" },
  "unknown-job-type": { status: 404, title: "There is no such job type" },
  "method-not-allowed": { status: 405, title: "The method is not supported on this path" },
  "not-acceptable": { status: 406, title: "No representation fits the Accept header" },
  "not-finished": { status: 409, title: "The briefing is not ready" },
  "job-running": { status: 409, title: "The job is running" },
  "job-ended": { status: 409, title: "The job has ended" },
  "job-not-dead": { status: 409, title: "The job is not dead" },
  "job-expired": { status: 409, title: "The deadline of the job is over" },
  "too-many-redrives": { status: 409, title: "The job was redriven too often" },
  "equal-job": { status: 409, title: "An equal job is on its way" },
  "import-conflict": { status: 409, title: "Another is there under this id" },
  "message-not-found": { status: 404, title: "There is no such message" },
  "message-of-a-job": { status: 409, title: "The message carries a job" },
  "breaker-closed": { status: 409, title: "The breaker is not open" },
  "schedule-busy": { status: 409, title: "The last job of the schedule has not ended" },
  "too-many-schedules": { status: 409, title: "There are too many schedules" },
  "request-too-large": { status: 413, title: "The request is too large" },
  "item-too-large": { status: 413, title: "The record would be too large" },
  "unsupported-media-type": { status: 415, title: "The body must be JSON" },
  "idempotency-conflict": { status: 422, title: "The Idempotency-Key cannot be used for this request" },
  "backlog-full": { status: 429, title: "Too many jobs are waiting" },
  "store-unavailable": { status: 503, title: "The job records cannot be reached" },
  "store-locked": { status: 503, title: "The job records are locked by another process" },
  "store-full": { status: 507, title: "The disk of the job records is full" },
  "store-read-only": { status: 503, title: "The job records cannot be written" },
  "store-missing": { status: 503, title: "The job records are gone" },
  "store-newer": { status: 503, title: "The job records are of a newer release" },
  "store-corrupt": { status: 503, title: "The job records are damaged" },
  "queue-unavailable": { status: 503, title: "The queue cannot be reached" },
  "log-unavailable": { status: 503, title: "The log cannot be read" },
  "consumer-unavailable": { status: 503, title: "The consumer's switch cannot be reached" },
  "try-again": { status: 503, title: "Try again" },
};

export const PROBLEM_JSON = "application/problem+json";

/** `path` is the request's: a job that was recorded and not sent is found in the collection that was asked for it. */
export function problemResponse(error: VisibleError, path?: string): APIGatewayProxyStructuredResultV2 {
  const known = problems[error.code] ?? { status: 500, title: "Internal error" };
  const { retryAfterSeconds, headers, ...details } = error.details;
  return {
    statusCode: known.status,
    headers: {
      "content-type": PROBLEM_JSON,
      "cache-control": "no-store",
      ...(typeof retryAfterSeconds === "number" ? { "retry-after": String(retryAfterSeconds) } : {}),
      ...(typeof details.jobId === "string" && known.status === 503 && path !== undefined
        ? { location: `/${path.split("/")[1]}/${details.jobId}` }
        : {}),
      ...(headers as Record<string, string> | undefined),
    },
    body: JSON.stringify({
      type: `urn:briefings:problem:${error.code}`,
      title: known.title,
      status: known.status,
      detail: error.message,
      code: error.code,
      ...details,
    }),
  };
}

/** Seconds after which to ask again, for the states that may pass without an operator. */
const storeRetryAfterSeconds: Partial<Record<StoreFault, number>> = {
  "store-unavailable": 5,
  "store-locked": 5,
};

export function storeProblem(error: StoreError): VisibleError {
  const retryAfterSeconds = storeRetryAfterSeconds[error.code];
  // What the endpoint of a store said is for the log.
  const detail =
    error.code === "store-unavailable" ? "the job records cannot be reached; try again soon" : error.message;
  return new VisibleError(error.code, detail, retryAfterSeconds ? { retryAfterSeconds } : {});
}

/** What the caller may know of an error that is not theirs to fix: where to look. */
export const internalProblem = (requestId: string): APIGatewayProxyStructuredResultV2 =>
  problemResponse(
    new VisibleError("internal", `this is our fault; the log has the cause under request id ${requestId}`, {
      requestId,
    }),
  );
