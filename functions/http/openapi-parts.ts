// The parts that the descriptions of the routes are made of: schemas by name, answers, failures and parameters.
import { PROBLEM_JSON } from "./problem.ts";

export type SchemaName =
  | "BriefingRequest"
  | "BriefingView"
  | "BriefingList"
  | "JobView"
  | "GroupRequest"
  | "GroupResponse"
  | "JobList"
  | "Schedule"
  | "ScheduleView"
  | "ScheduleList"
  | "ConsumerView"
  | "DoctorView"
  | "QueuesResponse"
  | "StatsResponse"
  | "WorkersResponse"
  | "BulkAsked"
  | "BulkList"
  | "BulkPreviewView"
  | "BulkResponse"
  | "ClearedView"
  | "ImportView"
  | "InboxView"
  | "LetterList"
  | "LetterView"
  | "MoveCancelled"
  | "MoveList"
  | "MoveStarted"
  | "OperatedView"
  | "Problem"
  | "Health";

export type Description = {
  summary: string;
  /** Beside those in the path. */
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, object>;
};

/** The name of a component. */
export const contentOf = (name: string, mediaType = "application/json") => ({
  [mediaType]: { schema: { $ref: `#/components/schemas/${name}` } },
});
export const body: (name: SchemaName) => object = contentOf;
export const answer = (description: string, name: SchemaName) => ({ description, content: body(name) });
const problem = (description: string) => ({ description, content: contentOf("Problem", PROBLEM_JSON) });

export type Failure = [status: number, description: string];
const ours: Failure = [500, "Our fault; the log has the cause."];
const storeAway: Failure = [503, "The job records cannot be reached, read or written; `code` says why."];
const storeFull: Failure = [507, "The disk of the job records is full."];
/** With those that every route may answer. */
export const failures = (...entries: Failure[]): Record<string, object> =>
  Object.fromEntries(
    [storeAway, storeFull, ...entries, ours].map(([status, description]) => [status, problem(description)]),
  );

export const wrongParameter: Failure = [400, "A parameter is wrong or unknown."];
export const unauthorized: Failure = [
  401,
  "The bearer token is missing or wrong. On AWS API Gateway says so by itself: 401 or 403, and no problem.",
];

export const optional = (name: string, where: "query" | "header", schema: object) => ({
  name,
  in: where,
  required: false,
  schema,
});
export const text = { type: "string" };

export const cursorParameters = [
  optional("limit", "query", { type: "integer", minimum: 1, maximum: 100, default: 20 }),
  optional("cursor", "query", text),
];

/** Of `parseFilter` (a test compares them); `where.PATH` has no name that OpenAPI could give. */
export const filterParameters = [
  ...["id", "type", "status", "cause", "fingerprint", "tenant", "text"].map((name) =>
    optional(name, "query", text),
  ),
  optional("archived", "query", { type: "boolean" }),
  ...["since", "until", "endedSince", "endedUntil"].map((name) =>
    optional(name, "query", { ...text, description: "A time with its zone, or an age: 30m, 12h, 7d." }),
  ),
];
