// A job's result as the app renders it, in a document of its own: a frame shows it, no script of it runs, nothing is loaded.
import { getJob, resultOf, VisibleError } from "../../core/jobs/index.ts";
import type { Dashboard } from "../options.ts";
import type { Route } from "../page.ts";

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  // The document's own styles, and nothing else. `sandbox`: also when it is opened without the frame.
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
  "x-frame-options": "SAMEORIGIN",
};

export const renderResult = ({ extension }: Dashboard, type: string, result: unknown): string | undefined =>
  Object.hasOwn(extension.results, type) ? extension.results[type]?.(result) : undefined;

export const jobResultRoute: Route = {
  path: "/jobs/:id/result",
  async answer({ backend, dashboard, params }) {
    const job = await getJob(backend, params.id ?? "");
    const document = renderResult(dashboard, job.type, await resultOf(backend, job));
    if (document === undefined) throw new VisibleError("not-found", `job ${job.id} has no result to show`);
    return new Response(document, { headers: HEADERS });
  },
};
