// A dashboard over the engine in memory, asked without a network.
import * as z from "zod";
import { defineJob, PermanentError } from "../../core/jobs/index.ts";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { createDashboard, type DashboardOptions } from "../../dashboard/index.ts";

export const ORIGIN = "http://localhost:3000";

export const echo = defineJob({
  name: "test:echo",
  idPrefix: "tst",
  payload: z.strictObject({ say: z.string(), fail: z.boolean().default(false) }),
  title: ({ say }) => say,
  async run({ say, fail }) {
    if (fail) throw new PermanentError(say);
    return { said: say };
  },
});

/** What is asked as a browser asks it from one of the dashboard's own pages. */
export function askDashboard(options: Partial<DashboardOptions> = {}) {
  const kit = createTestKit({ types: [echo] });
  const dashboard = createDashboard({
    app: { name: "shop", description: "A shop." },
    backend: kit.backend,
    place: "in a test",
    ...options,
  });
  const ask = async (path: string, init: RequestInit = {}) =>
    await dashboard.fetch(new Request(`${ORIGIN}/dashboard${path}`, { redirect: "manual", ...init }));
  return {
    kit,
    dashboard,
    ask,
    page: async (path: string, headers: Record<string, string> = {}) =>
      await (await ask(path, { headers })).text(),
    post: async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      await ask(path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "sec-fetch-site": "same-origin", origin: ORIGIN, ...headers },
      }),
  };
}

/** What the browser keeps of an answer's cookies. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
