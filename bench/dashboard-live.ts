// The live part of `npm run bench:dashboard`: a reader looks at a page whose own jobs move, while others come and end.
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import type { Job, JobStore } from "../core/jobs/index.ts";
import { counterName } from "../core/jobs/stats/count-names.ts";
import { RESOLUTIONS, slotExpiry, slotName } from "../core/jobs/stats/slots.ts";
import { recordOf } from "./dashboard-jobs.ts";
import { quantile } from "./sqs/statistics.ts";

/** As many as a page of the list shows. */
const SHOWN = 25;
/** Of a running job. */
const STEPS = 1_000;

export type LiveFigures = {
  /** Jobs that came and ended, and steps of those that the page shows. */
  changesASecond: number;
  /** New renderings, and those of them in which the page's own jobs or figures had changed. */
  updatesASecond: number;
  movedASecond: number;
  longestFrameMs: number;
  frameMs99: number;
};

export type Looked = { name: string; path: string /** What has to move. */; moving: string };

/** The newest jobs of all, so that the lists show them: each runs, and tells how far it is. */
export async function startShown(store: JobStore, firstNumber: number): Promise<Job[]> {
  const jobs = Array.from({ length: SHOWN }, (_, index) =>
    running(recordOf(firstNumber + index, Date.now())),
  );
  for (const job of jobs) await store.create(job);
  return jobs;
}

export const LOOKED: readonly ((shown: readonly Job[]) => Looked)[] = [
  () => ({ name: "overview", path: "", moving: ".numbers" }),
  // Without those that are scheduled: they come first, and do not move.
  () => ({ name: "jobs", path: "/jobs?status=running,succeeded,dead", moving: "tbody .progress" }),
  () => ({ name: "jobs, running", path: "/jobs?status=running", moving: "tbody .progress" }),
  ([job]) => ({ name: "a running job", path: `/jobs/${job?.id}`, moving: ".lead .progress" }),
];

/** @throws Error when what the reader looks at did not move: then nothing was measured. */
export async function measureLive(
  browser: Browser,
  url: string,
  store: JobStore,
  { name, path, moving }: Looked,
  load: { shown: readonly Job[]; firstNumber: number; seconds: number; aSecond: number },
): Promise<LiveFigures> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url + path);
  await page.locator("[data-live-state]", { hasText: "Live" }).waitFor();
  await page.locator(moving).first().waitFor();
  await watchPage(page, moving);
  const changes = await change(store, load);
  const watched = (await page.evaluate("window.watched")) as Watched;
  await page.close();
  if (watched.moved < load.seconds / 3)
    throw new Error(`${name}: what it shows moved ${watched.moved} times in ${load.seconds} s`);
  return {
    changesASecond: changes / load.seconds,
    updatesASecond: watched.updates / load.seconds,
    movedASecond: watched.moved / load.seconds,
    longestFrameMs: Math.max(...watched.gaps),
    frameMs99: quantile(watched.gaps, 0.99),
  };
}

/** Every second change is a step of a job that the page shows, the others are jobs that come and end. @returns how many */
async function change(
  store: JobStore,
  { shown, firstNumber, seconds, aSecond }: Parameters<typeof measureLive>[4],
): Promise<number> {
  const start = performance.now();
  let made = 0;
  let counted = 0;
  for (let passed = 0; passed < seconds; passed = (performance.now() - start) / 1_000) {
    const due = Math.floor(passed * aSecond) - made;
    await Promise.all(
      Array.from({ length: due }, async () => {
        const turn = made++;
        const own = shown[(turn >> 1) % shown.length];
        if (turn % 2 === 0 && own) return await step(store, own, turn);
        const job = recordOf(firstNumber + turn, Date.now());
        await store.create(running(job));
        await store.update(job.id, { set: { status: "succeeded", endedAt: Date.now() } }, {});
      }),
    );
    // As an execution environment counts them.
    if (made - counted >= aSecond) {
      await count(store, Math.floor((made - counted) / 2));
      counted = made;
    }
    await wait(20);
  }
  return made;
}

async function count(store: JobStore, ended: number): Promise<void> {
  const [at, counts] = [Date.now(), { [counterName("mail:digest", "succeeded")]: ended }];
  for (const resolution of RESOLUTIONS)
    await store.addCounts(slotName(resolution, at), counts, slotExpiry(resolution, at));
}

const step = (store: JobStore, { id }: Job, turn: number) =>
  store.update(
    id,
    { set: { progress: { stage: "pages", done: turn % STEPS, total: STEPS, at: Date.now() } } },
    {},
  );

const running = ({ endedAt: _, cause: __, nextAttemptAt: ___, ...job }: Job): Job => ({
  ...job,
  status: "running",
  attempts: [{ startedAt: job.createdAt, messageId: "m", receiveCount: 1, requestId: "r" }],
  claim: { claimId: "c", leaseUntil: job.createdAt + 86_400_000, messageId: "m" },
  progress: { stage: "pages", done: 0, total: STEPS, at: job.createdAt },
});

type Watched = { gaps: number[]; updates: number; moved: number };

const watchPage = (page: Page, moving: string): Promise<void> =>
  page.evaluate(`{
    const said = () => [...document.querySelectorAll(${JSON.stringify(moving)})].map(({ textContent }) => textContent).join();
    const watched = { gaps: [], updates: 0, moved: 0 };
    window.watched = watched;
    let before = said();
    let last = performance.now();
    const frame = (now) => { watched.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    document.addEventListener("dashboard:shown", () => {
      watched.updates++;
      const now = said();
      if (now !== before) watched.moved++;
      before = now;
    });
  }`);
