// What the palette finds: jobs by id or by words.
import { searchJobs, withoutOwn } from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { html } from "../html.ts";
import type { Route } from "../page.ts";
import { statusMark } from "../parts/status.ts";

const MOST = 8;
/** Whoever types waits for it. */
const MOST_READ = 1_000;

export const findRoute: Route = {
  path: "/find",
  async answer({ backend, query }) {
    const words = (query.get("q") ?? "").trim();
    const exact = words === "" ? undefined : await backend.store.get(words);
    const text = words.slice(0, 500);
    const { items } =
      text === ""
        ? { items: [] }
        : await searchJobs(backend, {
            filter: withoutOwn({ text }),
            order: "newest",
            limit: MOST,
            maxRead: MOST_READ,
          });
    const jobs = [
      ...(exact && exact.deletedAt === undefined ? [exact] : []),
      ...items.filter(({ id }) => id !== exact?.id),
    ];
    const list = jobs
      .slice(0, MOST)
      .map(
        ({ id, title, status }) =>
          html`<li role="option"><a href="${atJob(id)}" tabindex="-1"><span>${title || id}</span>${statusMark(status)}<code class="under">${id}</code></a></li>`,
      );
    return new Response(html`${list}`.toString(), {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  },
};
