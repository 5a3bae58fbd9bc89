// The dashboard for Node's own HTTP server: mounted beside another service, or alone.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createGuard } from "../local/guard.ts";
import { explainPort } from "../local/taken-error.ts";
import { BASE } from "./base.ts";
import { createDashboard, type DashboardOptions } from "./index.ts";

/** Answers what is asked below `/dashboard`. The server that it is mounted on has its own guard. */
export function createListener(options: DashboardOptions): RequestListener {
  const { fetch } = createDashboard(options);
  return getRequestListener(fetch, { overrideGlobalObjects: false });
}

export type ServeOptions = DashboardOptions & { host: string; port: number; allowHosts: readonly string[] };

/** @throws Error of one line when the port cannot be had. */
export async function serveDashboard({ host, port, allowHosts, ...options }: ServeOptions) {
  const dashboard = createDashboard(options);
  const listener = getRequestListener(dashboard.fetch, { overrideGlobalObjects: false });
  const guard = createGuard(host, allowHosts);
  const server = createServer((request, response) => {
    const refusal = guard(request.headers);
    if (refusal !== undefined) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`Forbidden: ${refusal}`);
      return;
    }
    if (request.url === "/") {
      response.writeHead(302, { location: BASE }).end();
      return;
    }
    void listener(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explainPort(error, port, host, "--port")));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}${BASE}`,
    close: async () => {
      dashboard.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
