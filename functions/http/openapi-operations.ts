// What the OpenAPI document says of each route: what it is for, what it takes, and every answer that it may give.
import { JobStatus, Priority } from "../../core/jobs/engine.ts";
import { operateOperations } from "./openapi-operate-operations.ts";
import {
  answer,
  body,
  cursorParameters,
  type Description,
  type Failure,
  failures,
  filterParameters,
  optional,
  type SchemaName,
  text,
  unauthorized,
  wrongParameter,
} from "./openapi-parts.ts";
import { scheduleOperations } from "./openapi-schedule-operations.ts";
import type { Operation } from "./routes.ts";

const unknownBriefing: Failure = [404, "There is no such briefing."];
const cannotDelete: Failure = [409, "It is running, or has just ended."];
const unknownJob: Failure = [404, "There is no such job."];

const switchAway: Failure = [
  503,
  "The consumer's switch cannot be reached, or is being moved; or the job records cannot be reached.",
];

const enqueueParameters = [
  optional("Idempotency-Key", "header", { ...text, minLength: 1, maxLength: 255 }),
  optional("traceparent", "header", text),
  optional("delaySeconds", "query", { type: "number", minimum: 0 }),
  optional("processAt", "query", { ...text, format: "date-time" }),
  optional("deadlineAt", "query", { ...text, format: "date-time" }),
  optional("tenant", "query", { ...text, minLength: 1, maxLength: 128 }),
  optional("priority", "query", Priority.toJSONSchema()),
];
const jobFilterParameters = [
  optional("order", "query", { enum: ["newest", "oldest"], default: "newest" }),
  ...filterParameters,
];
const ofType = optional("type", "query", text);
const pageParameters = [optional("status", "query", JobStatus.toJSONSchema()), ...cursorParameters];

/** Of a new job: where it is found, and all that it may be refused for. */
const enqueued = (what: "job" | "briefing" | "group", view: SchemaName): Record<string, object> => ({
  202: {
    ...answer(`Accepted; the Location header names the ${what}.`, view),
    headers: {
      Location: { schema: text },
      "Idempotent-Replayed": {
        schema: {
          const: "true",
          description: `Only for a ${what} that was there already: nothing was enqueued.`,
        },
      },
    },
  },
  ...failures(
    [400, "The request is not valid; `errors` names the fields."],
    unauthorized,
    [413, "The request is too large."],
    [415, "The body is not JSON."],
    [422, "The Idempotency-Key came with another request before."],
    [429, `Too many ${what}s are waiting.`],
    [
      503,
      `The queue cannot be reached, and the ${what} is recorded and will be recovered (\`jobId\`); or the job records cannot be reached.`,
    ],
  ),
});

const cancelled = (what: "job" | "briefing", view: SchemaName, unknown: Failure): Record<string, object> => ({
  200: answer(`The ${what} waited, and is cancelled.`, view),
  202: answer(`The ${what} runs, and has been told to stop; it is cancelled once it has.`, view),
  ...failures(wrongParameter, unauthorized, unknown, [409, "It has ended."]),
});

export const operations: Record<Operation, Description> = {
  submitBriefing: {
    summary: "Ask for a briefing",
    parameters: enqueueParameters,
    requestBody: { required: true, content: body("BriefingRequest") },
    responses: enqueued("briefing", "BriefingView"),
  },
  listBriefings: {
    summary: "List briefings, newest first",
    parameters: pageParameters,
    responses: {
      200: answer("A page of briefings.", "BriefingList"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  showBriefing: {
    summary: "Status, progress and, once made, the briefing",
    responses: {
      200: {
        description: "The job as JSON, or the briefing alone as Markdown or HTML.",
        content: {
          ...body("BriefingView"),
          "text/markdown": { schema: text },
          "text/html": { schema: text },
        },
      },
      ...failures(
        wrongParameter,
        unauthorized,
        unknownBriefing,
        [406, "No representation fits."],
        [409, "Not ready."],
      ),
    },
  },
  cancelOrDeleteBriefing: {
    summary: "Cancel what waits, delete the data of what has ended",
    responses: {
      200: answer("It waited, and is cancelled.", "BriefingView"),
      204: { description: "It had ended, and its data is deleted." },
      ...failures(wrongParameter, unauthorized, unknownBriefing, cannotDelete),
    },
  },
  enqueueGroup: {
    summary: "Enqueue a group: several jobs, and what runs when all of them have ended",
    parameters: [optional("Idempotency-Key", "header", { ...text, minLength: 1, maxLength: 255 })],
    requestBody: { required: true, content: body("GroupRequest") },
    responses: enqueued("group", "GroupResponse"),
  },
  showGroup: {
    summary: "How far a group is",
    responses: {
      200: answer("The group.", "GroupResponse"),
      ...failures(wrongParameter, unauthorized, [404, "There is no such group."]),
    },
  },
  cancelBriefing: {
    summary: "Cancel a briefing that waits or is being made",
    responses: cancelled("briefing", "BriefingView", unknownBriefing),
  },
  listJobs: {
    summary:
      "List or search jobs: several values with commas between; a field of the payload as where.PATH=VALUE",
    parameters: [...cursorParameters, ...jobFilterParameters],
    responses: {
      200: answer("A page of jobs.", "JobList"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  enqueueJob: {
    summary: "Enqueue a job",
    parameters: enqueueParameters,
    responses: enqueued("job", "JobView"),
  },
  showJob: {
    summary: "Status, attempts, steps, progress and, once it has succeeded, the result",
    parameters: [
      optional("include", "query", {
        ...text,
        description:
          "inspection (why it waits, what happened, what belongs to it), stacks, log, record; joined by commas",
      }),
    ],
    responses: {
      200: answer("The job.", "JobView"),
      ...failures(wrongParameter, unauthorized, unknownJob),
    },
  },
  cancelOrDeleteJob: {
    summary: "Cancel what waits, delete the data of what has ended",
    responses: {
      200: answer("It waited, and is cancelled.", "JobView"),
      204: { description: "It had ended, and its data is deleted." },
      ...failures(wrongParameter, unauthorized, unknownJob, cannotDelete),
    },
  },
  cancelJob: {
    summary: "Cancel a job that waits or runs",
    responses: cancelled("job", "JobView", unknownJob),
  },
  runJob: {
    summary: "Run a job that waits now, also one that is backing off",
    responses: {
      202: {
        ...answer("A message was sent for it; it runs as soon as the consumer is free.", "JobView"),
        headers: { Location: { schema: text } },
      },
      ...failures(
        wrongParameter,
        unauthorized,
        unknownJob,
        [409, "It is running, or has ended."],
        [
          503,
          "The queue cannot be reached, and the job waits as before; or the job records cannot be reached.",
        ],
      ),
    },
  },
  showConsumer: {
    summary: "Whether the consumer is paused",
    responses: {
      200: answer("Its state.", "ConsumerView"),
      ...failures(wrongParameter, unauthorized, switchAway),
    },
  },
  pauseConsumer: {
    summary: "Pause the consumer: jobs wait in the queue, those that run end",
    responses: {
      202: answer("It receives nothing more; on AWS within a minute.", "ConsumerView"),
      ...failures(wrongParameter, unauthorized, switchAway),
    },
  },
  resumeConsumer: {
    summary: "Resume the consumer",
    responses: {
      202: answer("It receives again; on AWS within a minute.", "ConsumerView"),
      ...failures(wrongParameter, unauthorized, switchAway),
    },
  },
  describeQueues: {
    summary:
      "How the queues are doing: what waits, runs and is dead; numbers and times of today and the last hour, by type",
    parameters: [ofType],
    responses: {
      200: answer("What SQS does not answer is left out, and `problems` says why.", "QueuesResponse"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  readStats: {
    summary: "What was counted, by minute (kept 2 days), hour (30 days) or day (90 days), in UTC",
    parameters: [
      optional("resolution", "query", { enum: ["minute", "hour", "day"], default: "hour" }),
      optional("from", "query", { ...text, format: "date-time" }),
      optional("to", "query", { ...text, format: "date-time" }),
      ofType,
    ],
    responses: {
      200: answer(
        "Without `from` the last 60 minutes, 24 hours or 90 days before `to`, or now.",
        "StatsResponse",
      ),
      ...failures(wrongParameter, unauthorized),
    },
  },
  listWorkers: {
    summary: "Execution environments and worker processes, and what each runs",
    responses: {
      200: answer("The one that has been there for the longest first.", "WorkersResponse"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  ...scheduleOperations,
  ...operateOperations,
  doctor: {
    summary: "What is wrong with queues, consumer, alarm, store and schedules, where, and how to mend it",
    responses: {
      200: answer(
        "Everything that was looked at; what the API has no right to see is `unknown`.",
        "DoctorView",
      ),
      ...failures(wrongParameter, unauthorized),
    },
  },
  health: {
    summary: "Whether the API, its store and its queue work",
    responses: {
      200: answer("They work.", "Health"),
      ...failures([503, "The API works, its store or its queue does not."]),
    },
  },
  openApi: {
    summary: "This document",
    responses: { 200: { description: "OpenAPI 3.1", content: { "application/json": {} } } },
  },
};
