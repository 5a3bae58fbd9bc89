// The API's routes: each a method, a path, and what it does with a request.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, StoreError, VisibleError } from "../../core/jobs/index.ts";
import { cancelOrDelete, list, show, submit } from "./briefings.ts";
import { json } from "./json-response.ts";
import type { HttpRequest } from "./request.ts";

type Response = APIGatewayProxyStructuredResultV2;
type Run = (backend: Backend, request: HttpRequest, id: string) => Promise<Response>;
type Route = { method: string; path: string; open?: boolean; run: Run };

export const routes: readonly Route[] = [
  { method: "POST", path: "/briefings", run: submit },
  { method: "GET", path: "/briefings", run: list },
  { method: "GET", path: "/briefings/{id}", run: show },
  { method: "DELETE", path: "/briefings/{id}", run: cancelOrDelete },
  { method: "GET", path: "/health", open: true, run: health },
  { method: "GET", path: "/openapi.json", open: true, run: openApi },
];

/** @throws VisibleError `not-found`, or `method-not-allowed` with the methods that the path knows. */
export function findRoute(method: string, path: string): { route: Route; id: string } {
  const id = /^\/briefings\/([^/]+)$/.exec(path)?.[1] ?? "";
  const pattern = id === "" ? path : "/briefings/{id}";
  const atPath = routes.filter((route) => route.path === pattern);
  if (atPath.length === 0)
    throw new VisibleError("not-found", `there is no ${path}; GET /openapi.json lists the paths`);
  // HEAD is GET without the body, which the front leaves off.
  const wanted = method === "HEAD" ? "GET" : method;
  const route = atPath.find((candidate) => candidate.method === wanted);
  if (route) return { route, id: decodeId(id) };
  const methods = atPath.map((candidate) => candidate.method);
  const allow = methods.flatMap((known) => (known === "GET" ? ["GET", "HEAD"] : [known])).join(", ");
  throw new VisibleError("method-not-allowed", `${path} knows ${allow}, not ${method}`, {
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

/** Healthy while a request can be recorded and its message sent. */
async function health(backend: Backend): Promise<Response> {
  await Promise.all([checkStore(backend), checkQueue(backend)]);
  return json(200, { status: "ok" });
}

async function checkQueue(backend: Backend): Promise<void> {
  try {
    await backend.queue.backlog();
  } catch (error) {
    backend.log.error({ err: error }, "queue not reached");
    throw new VisibleError("queue-unavailable", "the API works, but its queue cannot be reached", {
      retryAfterSeconds: 5,
    });
  }
}

async function checkStore(backend: Backend): Promise<void> {
  try {
    await backend.store.ping();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    backend.log.error({ err: error }, "store not reached");
    throw new VisibleError("store-unavailable", "the API works, but its job records cannot be reached", {
      retryAfterSeconds: 5,
    });
  }
}

/** Made from every schema there is: not at a cold start. */
async function openApi(): Promise<Response> {
  return json(200, (await import("./openapi.ts")).openApiDocument());
}
