// What the OpenAPI document says of the routes of an operator: all that match, the inbox, edit, export and import.
import {
  answer,
  body,
  cursorParameters,
  type Description,
  type Failure,
  failures,
  filterParameters,
  optional,
  text,
  unauthorized,
  wrongParameter,
} from "./openapi-parts.ts";
import type { Operation } from "./routes.ts";

const unknownJob: Failure = [404, "There is no such job."];
const wrongBody: Failure = [400, "The request is not valid; `errors` names the fields."];
const noJson: Failure = [415, "The body is not JSON."];
const tooLarge: Failure = [413, "The request is too large."];
const queueAway: Failure = [503, "The queue or the job records cannot be reached; `code` says which."];
const flag = { type: "boolean" };
/** Those that the inbox takes: each of its jobs is dead, and none is archived. */
const deadFilters = filterParameters.filter(({ name }) => name !== "status" && name !== "archived");

export const operateOperations = {
  retryJob: {
    summary: "Run a dead job again with a new round of attempts, or one that waits at once",
    parameters: [
      optional("maxRedrives", "query", { type: "integer", minimum: 0 }),
      optional("withoutDeadline", "query", flag),
    ],
    responses: {
      202: answer("It is on its way; `deadLetter` says what became of its message.", "OperatedView"),
      ...failures(
        wrongParameter,
        unauthorized,
        unknownJob,
        [
          409,
          "It runs, has ended, was redriven too often, is past its deadline, or an equal job is on its way.",
        ],
        queueAway,
      ),
    },
  },
  archiveJob: {
    summary: "Put a dead job aside: out of the inbox, its dead letter deleted, to be read as before",
    responses: {
      200: answer("It is archived.", "OperatedView"),
      ...failures(wrongParameter, unauthorized, unknownJob, [409, "It is not dead."]),
    },
  },
  unarchiveJob: {
    summary: "Take a dead job out of the archive, into the inbox again; its dead letter stays deleted",
    responses: {
      200: answer("It is not archived.", "JobView"),
      ...failures(wrongParameter, unauthorized, unknownJob, [409, "It is not dead."]),
    },
  },
  editJob: {
    summary: "Give a dead or a waiting job another payload; the one that it had stays in its history",
    parameters: [optional("keepSteps", "query", flag), optional("run", "query", flag)],
    requestBody: { required: true, content: { "application/json": {} } },
    responses: {
      200: answer("It has the payload, and does not run by this.", "JobView"),
      202: answer("With `run`: it has the payload and is on its way.", "OperatedView"),
      ...failures(
        wrongBody,
        unauthorized,
        [404, "There is no such job, or no such job type any more."],
        [409, "It runs or has ended; with `run`, as a retry is refused."],
        tooLarge,
        noJson,
        queueAway,
      ),
    },
  },
  exportJob: {
    summary: "A job with payload, result and steps, as `POST /import` takes it elsewhere",
    responses: {
      200: { description: "One line of an export.", content: { "application/json": {} } },
      ...failures(wrongParameter, unauthorized, unknownJob),
    },
  },
  importJob: {
    summary: "Take in a job or a dead letter that was exported; what is there is never overwritten",
    parameters: [optional("unfinished", "query", flag)],
    requestBody: { required: true, content: { "application/json": {} } },
    responses: {
      200: answer("The same is there already.", "ImportView"),
      201: answer("It is taken in.", "ImportView"),
      ...failures(wrongBody, unauthorized, [409, "Another is there under its id."], tooLarge, noJson),
    },
  },
  startBulk: {
    summary:
      "Do one thing to all jobs that match, archived ones only by their ids or with `archived: true`; or with `dryRun` say how many match",
    requestBody: { required: true, content: body("BulkAsked") },
    responses: {
      200: answer("With `dryRun`: how many match, and ten of them.", "BulkPreviewView"),
      202: answer("It has begun; the Location header names it.", "BulkResponse"),
      ...failures(wrongBody, unauthorized, tooLarge, noJson, [429, "Too many jobs are waiting."], queueAway),
    },
  },
  listBulk: {
    summary: "The last twenty operations on all that match",
    responses: {
      200: answer("The newest first.", "BulkList"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  showBulk: {
    summary: "How far an operation on all that match is; `POST /jobs/{id}/cancel` ends it",
    responses: {
      200: answer("Its progress and its failures.", "BulkResponse"),
      ...failures(wrongParameter, unauthorized, [404, "There is no such operation."]),
    },
  },
  showDead: {
    summary: "The inbox: dead jobs by what they died of, and what is in the dead-letter queue without a job",
    parameters: [...deadFilters, optional("cursor", "query", text)],
    responses: {
      200: answer(
        "The largest group first; `complete` is false when there is more behind `cursor`.",
        "InboxView",
      ),
      ...failures(wrongParameter, unauthorized),
    },
  },
  listDeadLetters: {
    summary: "Messages that were seen in the dead-letter queue, newest first, and what became of each",
    parameters: [
      ...["id", "type", "cause", "fingerprint"].map((word) => optional(word, "query", text)),
      ...cursorParameters,
    ],
    responses: {
      200: answer("A page of them.", "LetterList"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  showDeadLetter: {
    summary: "One message that was seen in the dead-letter queue, and what became of it",
    responses: {
      200: answer("The message.", "LetterView"),
      ...failures(wrongParameter, unauthorized, [404, "No such message was seen."]),
    },
  },
  deleteDeadLetter: {
    summary: "Delete a message from the dead-letter queue that belongs to no job",
    responses: {
      204: { description: "It is gone for good." },
      ...failures(
        wrongParameter,
        unauthorized,
        [404, "It was not met: it is gone, or another reader hides it."],
        [409, "It carries a job: archive or delete the job."],
      ),
    },
  },
  tidyDeadLetters: {
    summary: "Delete messages of jobs that were retried, archived or deleted since, or have ended",
    responses: {
      200: answer("How many were deleted; call it again while `reachedEnd` is false.", "ClearedView"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  startRedrive: {
    summary: "Send every message of the dead-letter queue back to its queue (StartMessageMoveTask)",
    responses: {
      202: answer("How many there are, about; dead jobs run again.", "MoveStarted"),
      ...failures(wrongParameter, unauthorized, queueAway),
    },
  },
  listRedrives: {
    summary: "How far the last redrives of the whole queue are",
    responses: {
      200: answer("The newest first.", "MoveList"),
      ...failures(wrongParameter, unauthorized, queueAway),
    },
  },
  cancelRedrive: {
    summary: "End the redrive that is under way; what was moved stays moved",
    responses: {
      200: answer("Whether there was one.", "MoveCancelled"),
      ...failures(wrongParameter, unauthorized, queueAway),
    },
  },
} satisfies Partial<Record<Operation, Description>>;
