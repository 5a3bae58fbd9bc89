// What the dashboard costs with many jobs in the store: its answers, its pages in a browser, and its live updates.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { app } from "../core/app.ts";
import { isTerminal, type JobStore } from "../core/jobs/index.ts";
import { createListener } from "../dashboard/listener.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, startRuntime } from "../local/runtime.ts";
import { findChromium, NO_CHROMIUM } from "../test/dashboard/browser.ts";
import { recordOf } from "./dashboard-jobs.ts";
import { printReport, type Row } from "./report.ts";
import { median, quantile } from "./sqs/statistics.ts";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "100000" },
    rounds: { type: "string", default: "15" },
    seconds: { type: "string", default: "10" },
    json: { type: "boolean" },
  },
});
const JOBS = Number(values.jobs);
const ROUNDS = Number(values.rounds);
const LIVE = { seconds: Number(values.seconds), aSecond: 200 };
const NEVER_SECONDS = 2_000_000;
const AT_ONCE = 500;
const rows: Row[] = [];
const note = (name: string, variant: string, value: number, unit: string) =>
  void rows.push({ name, variant, value, unit });

async function fill(store: JobStore): Promise<Record<"succeeded" | "dead" | "running", string>> {
  const now = Date.now();
  const sample = { succeeded: "", dead: "", running: "" };
  for (let first = 0; first < JOBS; first += AT_ONCE) {
    const jobs = Array.from({ length: Math.min(AT_ONCE, JOBS - first) }, (_, index) =>
      recordOf(first + index, now - (JOBS - first - index) * 500),
    );
    for (const job of jobs) if (job.status in sample) sample[job.status as keyof typeof sample] = job.id;
    await Promise.all(jobs.map((job) => store.create(job)));
  }
  return sample;
}

async function measureAnswers(url: string, paths: Record<string, string>): Promise<void> {
  for (const [name, path] of Object.entries(paths)) {
    const taken: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const response = await fetch(url + path);
      bytes = (await response.arrayBuffer()).byteLength;
      taken.push(performance.now() - start);
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    }
    note(name, "server", median(taken), "ms, median");
    note(name, "server", quantile(taken, 0.95), "ms, 95 of 100");
    note(name, "server", bytes / 1024, "KB of HTML");
  }
}

/** With nothing in the browser's cache. */
async function measurePages(browser: Browser, url: string, paths: Record<string, string>): Promise<void> {
  for (const [name, path] of Object.entries(paths)) {
    const paints: number[] = [];
    let bytes = 0;
    for (let round = 0; round < Math.min(3, ROUNDS); round++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      await page.goto(url + path, { waitUntil: "load" });
      paints.push(await firstPaint(page));
      bytes = Number(await page.evaluate(BYTES));
      await context.close();
    }
    note(name, "browser", median(paints), "ms to the first paint");
    note(name, "browser", bytes / 1024, "KB in all");
  }
}

/** The page and its files, without the stream that goes on. */
const BYTES = `performance.getEntries()
  .filter(({ entryType, initiatorType }) => entryType === "navigation" || (entryType === "resource" && initiatorType !== "other"))
  .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`;

async function firstPaint(page: Page): Promise<number> {
  for (;;) {
    const at = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    if (typeof at === "number") return at;
    await wait(10);
  }
}

/** Jobs come and end, 200 a second, while a reader looks. */
async function measureLive(browser: Browser, runtime: Runtime, url: string): Promise<void> {
  const { store } = runtime.backend;
  for (const path of ["", "/jobs"]) {
    const page = await browser.newPage();
    await page.goto(url + path);
    await page.locator("[data-live-state]", { hasText: "Live" }).waitFor();
    await watchFrames(page);
    const until = performance.now() + LIVE.seconds * 1_000;
    let made = 0;
    const start = performance.now();
    while (performance.now() < until) {
      const due = Math.floor(((performance.now() - start) / 1_000) * LIVE.aSecond) - made;
      await Promise.all(
        Array.from({ length: due }, async () => {
          const job = recordOf(JOBS + made++, Date.now());
          await store.create({ ...job, status: "running" });
          if (isTerminal(job.status)) await store.update(job.id, { set: { status: job.status } }, {});
        }),
      );
      await wait(20);
    }
    const { gaps, updates } = (await page.evaluate("window.watched")) as { gaps: number[]; updates: number };
    note(path || "overview", "live", made / LIVE.seconds, "jobs a second");
    note(path || "overview", "live", updates / LIVE.seconds, "updates a second");
    note(path || "overview", "live", Math.max(...gaps), "ms, the longest wait for a frame");
    note(path || "overview", "live", quantile(gaps, 0.99), "ms between frames, 99 of 100");
    await page.close();
  }
}

const watchFrames = (page: Page): Promise<void> =>
  page.evaluate(`{
    const watched = { gaps: [], updates: 0 };
    window.watched = watched;
    let last = performance.now();
    const frame = (now) => { watched.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    document.addEventListener("dashboard:shown", () => watched.updates++);
  }`);

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(NO_CHROMIUM);
const runtime = await startRuntime({
  ...{
    app,
    sqsPort: 0,
    apiPort: 0,
    consumer: false,
    alarmSeconds: NEVER_SECONDS,
    logLevel: "silent" as const,
  },
  overrides: { sweepSeconds: NEVER_SECONDS, recoverSeconds: NEVER_SECONDS },
  output: createLogOutput({ format: "none" }),
  pages: ({ backend }) => {
    const listener = createListener({ app, backend, place: "in a benchmark" });
    return (request, response) =>
      request.url?.startsWith("/dashboard") ? Promise.resolve(listener(request, response)) : undefined;
  },
});
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const url = `${runtime.apiUrl}/dashboard`;
  const sample = await fill(runtime.backend.store);
  const paths = {
    overview: "",
    "overview, 90 days": "?range=quarter",
    jobs: "/jobs",
    "jobs, dead": "/jobs?status=dead",
    "jobs, words": "/jobs?text=Northwind",
    "jobs, payload": "/jobs?where=order%3D77",
    "a job": `/jobs/${sample.dead}`,
    "a running job": `/jobs/${sample.running}`,
    "dead letters": "/dead",
    "bulk, before": "/bulk?operation=retry&type=mail:digest",
    find: "/find?q=Contoso",
  };
  await measureAnswers(url, paths);
  const { find: _, ...pages } = paths;
  await measurePages(browser, url, pages);
  await measureLive(browser, runtime, url);
  printReport(rows);
} finally {
  await browser.close();
  await runtime.close();
}
