// GET /jobs: the jobs that fit a filter. Loaded with the inspector when somebody asks for it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import type { Backend } from "../../core/jobs/index.ts";
import { parseFilter, searchJobs, withoutOwn } from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { PageParameters, readQuery } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { iso, viewJobSummary } from "./view-job.ts";

/** One request reads about so many jobs: an answer within seconds, whatever is asked for. */
const MOST_READ = 5_000;

const Page = PageParameters.pick({ limit: true, cursor: true }).extend({
  order: z.enum(["newest", "oldest"]).default("newest"),
});

/** Every other parameter is a word of the filter, of any type also of one that is no longer registered. */
export async function listJobs(
  backend: Backend,
  request: HttpRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { limit, cursor, order, ...words } = request.query;
  const given = Object.entries({ limit, cursor, order }).filter(([, value]) => value !== undefined);
  const page = readQuery(Page, { ...request, query: Object.fromEntries(given) });
  const filter = withoutOwn(parseFilter(words, backend.now()));
  const found = await searchJobs(backend, {
    ...{ filter, order: page.order, limit: page.limit, maxRead: MOST_READ },
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  });
  return json(200, {
    items: found.items.map(viewJobSummary),
    ...(found.cursor !== undefined && { cursor: found.cursor }),
    ...(found.readTo !== undefined && { readTo: iso(found.readTo) }),
    read: found.read,
  });
}
