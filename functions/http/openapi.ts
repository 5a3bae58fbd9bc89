// The OpenAPI document, generated from the schemas that the API itself validates with.
import * as z from "zod";
import { BriefingRequest } from "../../core/briefings/request.ts";
import { JobStatus } from "../../core/jobs/index.ts";
import { PROBLEM_JSON } from "./problem.ts";
import { Health, JobList, JobView, Problem } from "./views.ts";

const schemas = { BriefingRequest, JobView, JobList, Problem, Health };

const ref = (name: keyof typeof schemas) => ({ $ref: `#/components/schemas/${name}` });
const body = (name: keyof typeof schemas, mediaType = "application/json") => ({
  [mediaType]: { schema: ref(name) },
});
const answer = (description: string, name: keyof typeof schemas) => ({ description, content: body(name) });
const problem = (description: string) => ({ description, content: body("Problem", PROBLEM_JSON) });
const ours: [number, string] = [500, "Our fault; the log has the cause."];
const storeAway: [number, string] = [
  503,
  "The job records cannot be reached, read or written; `code` says why.",
];
const storeFull: [number, string] = [507, "The disk of the job records is full."];
const failures = (...entries: [status: number, description: string][]) =>
  Object.fromEntries(
    [storeAway, storeFull, ...entries, ours].map(([status, description]) => [status, problem(description)]),
  );

const parameter = (name: string, where: "query" | "path" | "header", schema: object, required = false) => ({
  name,
  in: where,
  required,
  schema,
});
const id = parameter("id", "path", { type: "string" }, true);
const wrongParameter: [number, string] = [400, "A parameter is wrong or unknown."];
const unauthorized: [number, string] = [
  401,
  "The bearer token is missing or wrong. On AWS API Gateway says so by itself: 401 or 403, and no problem.",
];
const unknownJob: [number, string] = [404, "There is no such briefing."];

let document: object | undefined;

/** Made once, when it is first asked for. */
export function openApiDocument(): object {
  document ??= makeDocument();
  return document;
}

function makeDocument(): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Briefings",
      version: "1",
      description: "Ask for a briefing on a topic; it is made in the background from the sources you name.",
    },
    security: [{ bearer: [] }],
    paths: {
      "/briefings": {
        post: {
          operationId: "submitBriefing",
          summary: "Ask for a briefing",
          parameters: [
            parameter("Idempotency-Key", "header", { type: "string", minLength: 1, maxLength: 255 }),
            parameter("traceparent", "header", { type: "string" }),
          ],
          requestBody: { required: true, content: body("BriefingRequest") },
          responses: {
            202: {
              ...answer("Accepted; the Location header names the briefing.", "JobView"),
              headers: { Location: { schema: { type: "string" } } },
            },
            ...failures(
              [400, "The request is not valid; `errors` names the fields."],
              unauthorized,
              [413, "The request is too large."],
              [415, "The body is not JSON."],
              [422, "The Idempotency-Key came with another request before."],
              [429, "Too many briefings are waiting."],
              [
                503,
                "The queue cannot be reached, and the briefing is recorded and will be recovered (`jobId`); or the job records cannot be reached.",
              ],
            ),
          },
        },
        get: {
          operationId: "listBriefings",
          summary: "List briefings, newest first",
          parameters: [
            parameter("status", "query", z.toJSONSchema(JobStatus)),
            parameter("limit", "query", { type: "integer", minimum: 1, maximum: 100, default: 20 }),
            parameter("cursor", "query", { type: "string" }),
          ],
          responses: {
            200: answer("A page of briefings.", "JobList"),
            ...failures(wrongParameter, unauthorized),
          },
        },
      },
      "/briefings/{id}": {
        get: {
          operationId: "showBriefing",
          summary: "Status, progress and, once made, the briefing",
          parameters: [id],
          responses: {
            200: {
              description: "The job as JSON, or the briefing alone as Markdown or HTML.",
              content: {
                ...body("JobView"),
                "text/markdown": { schema: { type: "string" } },
                "text/html": { schema: { type: "string" } },
              },
            },
            ...failures(
              wrongParameter,
              unauthorized,
              unknownJob,
              [406, "No representation fits."],
              [409, "Not ready."],
            ),
          },
        },
        delete: {
          operationId: "cancelOrDeleteBriefing",
          summary: "Cancel what waits, delete the data of what has ended",
          parameters: [id],
          responses: {
            200: answer("It waited, and is cancelled.", "JobView"),
            204: { description: "It had ended, and its data is deleted." },
            ...failures(wrongParameter, unauthorized, unknownJob, [409, "It is running, or has just ended."]),
          },
        },
      },
      "/health": {
        get: {
          operationId: "health",
          summary: "Whether the API, its store and its queue work",
          security: [],
          responses: {
            200: answer("They work.", "Health"),
            ...failures([503, "The API works, its store or its queue does not."]),
          },
        },
      },
      "/openapi.json": {
        get: {
          operationId: "openApi",
          summary: "This document",
          security: [],
          responses: { 200: { description: "OpenAPI 3.1", content: { "application/json": {} } } },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [
          name,
          withoutDialect(z.toJSONSchema(schema, { io: name === "BriefingRequest" ? "input" : "output" })),
        ]),
      ),
    },
  };
}

/** OpenAPI 3.1 states the dialect once, for the whole document. */
function withoutDialect({ $schema: _, ...schema }: Record<string, unknown>): object {
  return schema;
}
