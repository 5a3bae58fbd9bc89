// The list of jobs: filters in the address, rows that change in place and do not move, some or all chosen for an operation.
import { type Job, VisibleError } from "../../core/jobs/index.ts";
import { type BulkOperation, searchJobs, withoutOwn } from "../../core/jobs/operate/inspector.ts";
import { at } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Page, PageCall } from "../page.ts";
import { VERBS } from "../parts/bulk-verbs.ts";
import { atJobs, chips, filterForm, readFilter, statusTabs, type Words, wordsIn } from "../parts/filter.ts";
import { jobTable } from "../parts/job-table.ts";
import { counted, when } from "../parts/words.ts";

const PAGE_SIZE = 25;
/** A search that no index answers stops here, says how far it is, and goes on when the reader asks. */
const MOST_READ = 2_000;

/** Of a list of archived jobs what takes them back stands in the place of what archives. */
const operationsOn = (words: Words): BulkOperation[] => {
  const isAside = words.some(([word, value]) => word === "archived" && value === "true");
  return ["retry", "cancel", isAside ? "unarchive" : "archive", "delete"];
};

export const jobsPage: Page = {
  path: "/jobs",
  nav: { label: "Jobs", icon: "jobs" },
  async render(call) {
    const words = wordsIn(call.query);
    const form = filterForm(words, [...call.backend.registry.keys()]);
    const read = await readPage(call).catch((error: unknown) => {
      if (error instanceof VisibleError && error.code.startsWith("invalid")) return error;
      throw error;
    });
    if (read instanceof VisibleError) {
      const body = html`${form}${chips(words)}<p class="error" role="alert">${read.message}</p>`;
      return { title: "Jobs", body, live: false };
    }
    const { jobs, newer } = read;
    const query = new URLSearchParams(call.query);
    query.set("shown", jobs.map(([id]) => id).join(" "));
    const mayChange = !call.dashboard.readOnly && jobs.length > 0;
    return {
      title: "Jobs",
      // Without a job that is shown, the first to come may appear.
      live: jobs.length === 0 ? undefined : query.toString(),
      body: html`${form}
<div class="list-line">${statusTabs(words)}<span role="status">${newer > 0 && newerLink(call, words, newer)}</span>${mayChange && allThatMatch(words)}</div>${chips(words)}
${jobs.length === 0 ? nothing(words) : jobTable(jobs, { now: call.now, selectable: mayChange })}
${pager(call, words, read)}${mayChange && choice(words)}`,
    };
  },
};

type Listed = {
  jobs: [id: string, job: Job | undefined][];
  /** Of the first page, those that are not shown. */
  newer: number;
  cursor?: string;
  readTo?: number;
  read: number;
};

/** The jobs that the reader has before them, and how many others there would be in their place. */
async function readPage(call: PageCall): Promise<Listed> {
  const { backend, query } = call;
  const filter = withoutOwn(readFilter(call));
  const cursor = query.get("cursor") || undefined;
  const found = await searchJobs(backend, {
    filter,
    order: query.get("order") === "oldest" ? "oldest" : "newest",
    limit: PAGE_SIZE,
    maxRead: MOST_READ,
    ...(cursor && { cursor }),
  });
  const ids = found.items.map(({ id }) => id);
  const shown = call.again && query.get("shown")?.split(" ").slice(0, PAGE_SIZE);
  const jobs = await Promise.all(
    (shown || ids).map(async (id): Promise<[string, Job | undefined]> => {
      const job = await backend.store.get(id);
      return [id, job?.deletedAt === undefined ? job : undefined];
    }),
  );
  const newer = shown && !cursor ? ids.filter((id) => !shown.includes(id)).length : 0;
  return { ...found, jobs, newer };
}

/** The list changes when the reader says so. */
const newerLink = (call: PageCall, words: Words, newer: number): Html =>
  html`<a class="button" href="${atJobs(words, orderOf(call))}">Show ${newer === PAGE_SIZE ? `${newer} or more` : newer} new</a>`;

const orderOf = ({ query }: PageCall) => ({ order: query.get("order") ?? undefined });

function pager(call: PageCall, words: Words, { cursor, readTo, read, jobs }: Listed): Html {
  const isFirst = !call.query.get("cursor");
  const order = call.query.get("order") === "oldest" ? "oldest" : "newest";
  const other = order === "oldest" ? "newest" : "oldest";
  return html`<nav class="pager" aria-label="Pages of jobs">
<span>${!isFirst && html`<a class="button" href="${atJobs(words, orderOf(call))}">First page</a>`}
<a href="${atJobs(words, { order: other === "newest" ? undefined : other })}">${other} first</a></span>
<span>${
    readTo !== undefined &&
    html`<span class="soft">${counted(read, "job")} looked at, to those of ${when(readTo, call.now)}: ${counted(jobs.length, "match", "matches")}</span> `
  }${cursor !== undefined && html`<a class="button" rel="next" href="${atJobs(words, { ...orderOf(call), cursor })}">${readTo === undefined ? "Next page" : "Look on"}</a>`}</span>
</nav>`;
}

/** Of all that match, whether they are shown or not. The next page shows what would be done before it is. */
const allThatMatch = (words: Words): Html =>
  html`<details class="menu" data-keep id="all"><summary>All that match</summary><ul>${operationsOn(
    words,
  ).map(
    (operation) =>
      html`<li><a href="${atJobs(words, { operation }, "/bulk")}">${VERBS[operation].title} all that match</a></li>`,
  )}</ul></details>`;

/** Of those that are chosen. Hidden by the page's script while there are none. */
const choice = (words: Words): Html =>
  html`<form method="get" action="${at("/bulk")}" id="selection" class="choice" data-keep><span data-chosen>Those that are chosen:</span>
${operationsOn(words).map((operation) => html`<button name="operation" value="${operation}">${VERBS[operation].title}</button>`)}</form>`;

const nothing = (words: Words): Html =>
  words.length === 0
    ? html`<div class="empty"><p>No jobs yet.</p><p class="soft">Those that are enqueued appear here.</p></div>`
    : html`<div class="empty"><p>No job matches.</p><p><a href="${at("/jobs")}">All jobs</a></p></div>`;
