// The dashboard: pages over `core/jobs/operate`, as one function from request to response.

import { BASE, isOurs, METRICS } from "./base.ts";
import { createFindings } from "./findings.ts";
import { createMetrics } from "./metrics/answer.ts";
import type { Dashboard, DashboardOptions } from "./options.ts";
import { pages } from "./pages/index.ts";
import { settingsPage } from "./pages/settings.ts";
import { plain } from "./plain.ts";
import { createServer } from "./server.ts";

export type { DashboardOptions, Extension } from "./options.ts";

const DEFAULT_LIVE_MS = 1_000;

export type DashboardServer = {
  /** Answers what is asked below `/dashboard`, and `/metrics`; the caller's guard has seen that the request may come here. */
  fetch(request: Request): Response | Promise<Response>;
  /** Ends the streams. */
  close(): void;
};

export function createDashboard({
  readOnly = false,
  tokens = [],
  liveMs = DEFAULT_LIVE_MS,
  extension = { pages: [], results: {} },
  release = "",
  command = (words) => `npx ${options.app.name} ${words}`,
  ...options
}: DashboardOptions): DashboardServer {
  const closing = new AbortController();
  const dashboard: Dashboard = {
    ...options,
    ...{ readOnly, tokens, liveMs, extension, release, command },
    pages: [...pages, ...extension.pages, settingsPage],
    findings: createFindings(options.backend),
  };
  const server = createServer(dashboard, closing.signal);
  const metrics = createMetrics(dashboard);
  return {
    fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === METRICS) return metrics(request);
      // Who may see the pages is asked below their path alone.
      if (!isOurs(pathname)) return plain(404, `There is nothing here: the dashboard is at ${BASE}.`);
      return server.fetch(request);
    },
    close: () => closing.abort(),
  };
}
