// Finds what answers a request: the route of its method and path, and the code behind it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, VisibleError } from "../../core/jobs/engine.ts";
import * as briefings from "./briefings.ts";
import { health } from "./health.ts";
import * as jobs from "./jobs.ts";
import type { HttpRequest } from "./request.ts";
import { type Operation, type Route, routesAt } from "./routes.ts";

/** `id` is what stands in the path in the place of `{id}`. */
type Handler = (
  backend: Backend,
  request: HttpRequest,
  id: string,
) => Promise<APIGatewayProxyStructuredResultV2>;

type LateRoutes = typeof import("./late-routes.ts");
const late =
  (handlerOf: (routes: LateRoutes) => Handler): Handler =>
  async (...call) =>
    await handlerOf(await import("./late-routes.ts"))(...call);

const handlers: Record<Operation, Handler> = {
  submitBriefing: briefings.submit,
  listBriefings: briefings.list,
  showBriefing: briefings.show,
  cancelOrDeleteBriefing: late(({ changeBriefing }) => changeBriefing.cancelOrDelete),
  cancelBriefing: late(({ changeBriefing }) => changeBriefing.cancel),
  enqueueJob: jobs.enqueue,
  listJobs: late(({ listJobs }) => listJobs),
  showJob: jobs.show,
  cancelOrDeleteJob: late(({ changeJob }) => changeJob.cancelOrDelete),
  cancelJob: late(({ changeJob }) => changeJob.cancel),
  runJob: late(({ changeJob }) => changeJob.run),
  retryJob: late(({ operate }) => operate.retry),
  archiveJob: late(({ operate }) => operate.archive),
  unarchiveJob: late(({ operate }) => operate.unarchive),
  editJob: late(({ operate }) => operate.edit),
  exportJob: late(({ operate }) => operate.exportOne),
  importJob: late(({ operate }) => operate.importOne),
  startBulk: late(({ operate }) => operate.startAll),
  listBulk: late(({ operate }) => operate.listAll),
  showBulk: late(({ operate }) => operate.showAll),
  showDead: late(({ dead }) => dead.inbox),
  listDeadLetters: late(({ dead }) => dead.letters),
  showDeadLetter: late(({ dead }) => dead.showLetter),
  deleteDeadLetter: late(({ dead }) => dead.removeLetter),
  tidyDeadLetters: late(({ dead }) => dead.tidy),
  startRedrive: late(({ dead }) => dead.redrive),
  listRedrives: late(({ dead }) => dead.redrives),
  cancelRedrive: late(({ dead }) => dead.cancelRedrive),
  enqueueGroup: late(({ groups }) => groups.enqueue),
  showGroup: late(({ groups }) => groups.show),
  showConsumer: late(({ consumer }) => consumer.show),
  pauseConsumer: late(({ consumer }) => consumer.pause),
  resumeConsumer: late(({ consumer }) => consumer.resume),
  describeQueues: late(({ queues }) => queues.show),
  readStats: late(({ queues }) => queues.stats),
  listWorkers: late(({ queues }) => queues.workers),
  listSchedules: late(({ schedules }) => schedules.list),
  putSchedule: late(({ schedules }) => schedules.put),
  showSchedule: late(({ schedules }) => schedules.show),
  deleteSchedule: late(({ schedules }) => schedules.remove),
  runSchedule: late(({ schedules }) => schedules.run),
  pauseSchedule: late(({ schedules }) => schedules.pause),
  resumeSchedule: late(({ schedules }) => schedules.resume),
  doctor: late(({ doctor }) => doctor.show),
  health,
  openApi: late(({ openApi }) => openApi),
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
