// What the dashboard costs with many jobs in the store: its answers, its pages in a browser, and its live updates.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { app } from "../core/app.ts";
import type { JobStore } from "../core/jobs/index.ts";
import { createListener } from "../dashboard/listener.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, startRuntime } from "../local/runtime.ts";
import { findChromium, NO_CHROMIUM } from "../test/dashboard/browser.ts";
import { recordOf } from "./dashboard-jobs.ts";
import { LOOKED, measureLive, startShown } from "./dashboard-live.ts";
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

/** 200 changes a second, while a reader looks. */
async function measureUpdates(browser: Browser, { backend }: Runtime, url: string): Promise<void> {
  const { store } = backend;
  let firstNumber = JOBS;
  for (const pageOf of LOOKED) {
    const shown = await startShown(store, firstNumber);
    const page = pageOf(shown);
    const figures = await measureLive(browser, url, store, page, { shown, firstNumber, ...LIVE });
    firstNumber += Math.ceil(figures.changesASecond * LIVE.seconds);
    note(page.name, "live", figures.changesASecond, "changes a second");
    note(page.name, "live", figures.updatesASecond, "updates a second");
    note(page.name, "live", figures.movedASecond, "updates a second in which its own jobs moved");
    note(page.name, "live", figures.longestFrameMs, "ms, the longest wait for a frame");
    note(page.name, "live", figures.frameMs99, "ms between frames, 99 of 100");
  }
}

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
  await measureUpdates(browser, runtime, url);
  printReport(rows);
} finally {
  await browser.close();
  await runtime.close();
}
