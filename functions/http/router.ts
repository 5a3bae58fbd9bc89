// Finds what answers a request: the route of its method and path, and the code behind it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, VisibleError } from "../../core/jobs/index.ts";
import * as briefings from "./briefings.ts";
import * as consumer from "./consumer.ts";
import * as groups from "./groups.ts";
import { health } from "./health.ts";
import * as jobs from "./jobs.ts";
import { json } from "./json-response.ts";
import type { HttpRequest } from "./request.ts";
import { type Operation, type Route, routesAt } from "./routes.ts";
import * as schedules from "./schedules.ts";

/** `id` is what stands in the path in the place of `{id}`. */
type Handler = (
  backend: Backend,
  request: HttpRequest,
  id: string,
) => Promise<APIGatewayProxyStructuredResultV2>;

const handlers: Record<Operation, Handler> = {
  submitBriefing: briefings.submit,
  listBriefings: briefings.list,
  showBriefing: briefings.show,
  cancelOrDeleteBriefing: briefings.cancelOrDelete,
  cancelBriefing: briefings.cancel,
  enqueueJob: jobs.enqueue,
  // What searches is loaded by the first that asks.
  listJobs: async (backend, request) => (await import("./list-jobs.ts")).listJobs(backend, request),
  showJob: jobs.show,
  cancelOrDeleteJob: jobs.cancelOrDelete,
  cancelJob: jobs.cancel,
  runJob: jobs.run,
  enqueueGroup: groups.enqueue,
  showGroup: groups.show,
  showConsumer: consumer.show,
  pauseConsumer: consumer.pause,
  resumeConsumer: consumer.resume,
  listSchedules: schedules.list,
  putSchedule: schedules.put,
  showSchedule: schedules.show,
  deleteSchedule: schedules.remove,
  runSchedule: schedules.run,
  pauseSchedule: schedules.pause,
  resumeSchedule: schedules.resume,
  health,
  // Made from every schema there is: not loaded at a cold start.
  openApi: async ({ registry }) => json(200, (await import("./openapi.ts")).openApiDocument(registry)),
};

/** @throws VisibleError `not-found`, or `method-not-allowed` with the methods that the path knows. */
export function findRoute(method: string, path: string): { route: Route; id: string; handle: Handler } {
  const matches = routesAt(path);
  if (matches.length === 0)
    throw new VisibleError("not-found", `there is no ${path}; GET /openapi.json lists the paths`);
  // HEAD is GET without the body, which the front leaves off.
  const wanted = method === "HEAD" ? "GET" : method;
  const match = matches.find(({ route }) => route.method === wanted);
  if (match) return { ...match, id: decodeId(match.id), handle: handlers[match.route.operation] };
  const allow = matches
    .flatMap(({ route }) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method]))
    .join(", ");
  const methods = allow.replace(/, ([A-Z]+)$/, " or $1");
  throw new VisibleError("method-not-allowed", `${method} is not supported on ${path}; use ${methods}`, {
    headers: { allow },
  });
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
