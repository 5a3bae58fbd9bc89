// The one table of the API's routes. The router, the OpenAPI document, the local gateway and the stack take theirs from it.
// It is data alone: the stack reads it at deploy, where nothing else of the functions is loaded.

type Row = {
  /** Names the route in code, and as `operationId` in the OpenAPI document. */
  operation: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  /** For everybody: no token is asked for, and the limit of requests is low (`settings.api.throttle`). */
  open?: true;
};

/**
 * `{id}` is the one variable of a path. At `POST /jobs/{id}` it is the name of a job type: API Gateway refuses a variable
 * with another name at the same place of another route (409, "has a conflicting variable on the same hierarchical level").
 */
const table = [
  { operation: "submitBriefing", method: "POST", path: "/briefings" },
  { operation: "listBriefings", method: "GET", path: "/briefings" },
  { operation: "showBriefing", method: "GET", path: "/briefings/{id}" },
  { operation: "cancelOrDeleteBriefing", method: "DELETE", path: "/briefings/{id}" },
  { operation: "cancelBriefing", method: "POST", path: "/briefings/{id}/cancel" },
  { operation: "listJobs", method: "GET", path: "/jobs" },
  { operation: "enqueueJob", method: "POST", path: "/jobs/{id}" },
  { operation: "showJob", method: "GET", path: "/jobs/{id}" },
  { operation: "cancelOrDeleteJob", method: "DELETE", path: "/jobs/{id}" },
  { operation: "cancelJob", method: "POST", path: "/jobs/{id}/cancel" },
  { operation: "runJob", method: "POST", path: "/jobs/{id}/run" },
  { operation: "retryJob", method: "POST", path: "/jobs/{id}/retry" },
  { operation: "archiveJob", method: "POST", path: "/jobs/{id}/archive" },
  { operation: "unarchiveJob", method: "POST", path: "/jobs/{id}/unarchive" },
  { operation: "editJob", method: "PUT", path: "/jobs/{id}/payload" },
  { operation: "exportJob", method: "GET", path: "/jobs/{id}/export" },
  { operation: "importJob", method: "POST", path: "/import" },
  { operation: "startBulk", method: "POST", path: "/bulk" },
  { operation: "listBulk", method: "GET", path: "/bulk" },
  { operation: "showBulk", method: "GET", path: "/bulk/{id}" },
  { operation: "showDead", method: "GET", path: "/dead" },
  { operation: "listDeadLetters", method: "GET", path: "/dead/letters" },
  { operation: "showDeadLetter", method: "GET", path: "/dead/letters/{id}" },
  { operation: "deleteDeadLetter", method: "DELETE", path: "/dead/letters/{id}" },
  { operation: "tidyDeadLetters", method: "POST", path: "/dead/tidy" },
  { operation: "startRedrive", method: "POST", path: "/redrives" },
  { operation: "listRedrives", method: "GET", path: "/redrives" },
  { operation: "cancelRedrive", method: "DELETE", path: "/redrives" },
  { operation: "enqueueGroup", method: "POST", path: "/groups" },
  { operation: "showGroup", method: "GET", path: "/groups/{id}" },
  { operation: "showConsumer", method: "GET", path: "/consumer" },
  { operation: "pauseConsumer", method: "POST", path: "/consumer/pause" },
  { operation: "resumeConsumer", method: "POST", path: "/consumer/resume" },
  { operation: "describeQueues", method: "GET", path: "/queues" },
  { operation: "readStats", method: "GET", path: "/stats" },
  { operation: "listWorkers", method: "GET", path: "/workers" },
  { operation: "listSchedules", method: "GET", path: "/schedules" },
  { operation: "putSchedule", method: "PUT", path: "/schedules/{id}" },
  { operation: "showSchedule", method: "GET", path: "/schedules/{id}" },
  { operation: "deleteSchedule", method: "DELETE", path: "/schedules/{id}" },
  { operation: "runSchedule", method: "POST", path: "/schedules/{id}/run" },
  { operation: "pauseSchedule", method: "POST", path: "/schedules/{id}/pause" },
  { operation: "resumeSchedule", method: "POST", path: "/schedules/{id}/resume" },
  { operation: "doctor", method: "GET", path: "/doctor" },
  { operation: "health", method: "GET", path: "/health", open: true },
  { operation: "openApi", method: "GET", path: "/openapi.json", open: true },
] as const satisfies readonly Row[];

export type Operation = (typeof table)[number]["operation"];
export type Route = Row & { operation: Operation };
export const routes: readonly Route[] = table;

/** API Gateway's name of a route: `GET /jobs/{id}`. */
export const routeKeyOf = ({ method, path }: Route) => `${method} ${path}` as const;

/** A route whose path fits, and what stands in the place of `{id}`; empty where the path has no variable. */
export type Match = { route: Route; id: string };

/** The routes at this path, one for each method; none when there is no such path. */
export function routesAt(path: string): Match[] {
  return routes.flatMap((route) => {
    const id = idIn(route.path, path);
    return id === undefined ? [] : [{ route, id }];
  });
}

/** @returns undefined when the path does not fit the pattern. */
function idIn(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const fits = wanted.every((part, at) => (part === "{id}" ? given[at] !== "" : part === given[at]));
  return fits ? (given[wanted.indexOf("{id}")] ?? "") : undefined;
}
