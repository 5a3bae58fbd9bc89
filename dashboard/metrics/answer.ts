// `GET /metrics`, for Prometheus: with the token as a bearer where one is set.
import { appTypes, StoreError, VisibleError } from "../../core/jobs/index.ts";
import { createTotals, describeQueues, listWorkers } from "../../core/jobs/operate/inspector.ts";
import type { Dashboard } from "../options.ts";
import { plain } from "../plain.ts";
import { isToken } from "../session.ts";
import { CONTENT_TYPE, toText } from "./exposition.ts";
import { familiesOf } from "./families.ts";

/** One reading at a time: scrapes that come together are answered by the same. */
export function createMetrics({ app, backend, tokens }: Dashboard): (request: Request) => Promise<Response> {
  const readTotals = createTotals(backend, backend.now() - performance.now());
  const read = async () => {
    const [queues, workers, totals] = await Promise.all([
      describeQueues(backend),
      listWorkers(backend),
      readTotals(),
    ]);
    const types = appTypes(backend.registry).map(({ name }) => name);
    return toText(familiesOf({ app: app.name, queues, workers, totals, types }));
  };
  let reading: Promise<string> | undefined;
  return async ({ method, headers }) => {
    if (method !== "GET" && method !== "HEAD")
      return plain(405, `${method} is not supported on /metrics; use GET`, { allow: "GET, HEAD" });
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
    if (tokens.length > 0 && !isToken(bearer, tokens)) {
      const text =
        "the token is missing or wrong: set `authorization: { credentials: … }` in Prometheus’s scrape_config";
      return plain(401, text, { "www-authenticate": "Bearer" });
    }
    reading ??= read().finally(() => {
      reading = undefined;
    });
    try {
      return plain(200, await reading, { "content-type": CONTENT_TYPE });
    } catch (error) {
      if (error instanceof VisibleError || error instanceof StoreError) return plain(503, error.message);
      backend.log.error({ err: error }, "metrics not read");
      return plain(500, "the metrics could not be read; the log says why");
    }
  };
}
