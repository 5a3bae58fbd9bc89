// What the index of texts costs a job in the SQLite store, and what it saves a search.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import type { Job, JobStore } from "../core/jobs/index.ts";
import { defineSettings } from "../core/settings.ts";
import { createSqliteStore } from "../local/sqlite-store.ts";
import { printReport, type Row } from "./report.ts";
import { median } from "./sqs/statistics.ts";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "2000" },
    rounds: { type: "string", default: "5" },
    searched: { type: "string", default: "100000" },
    json: { type: "boolean" },
  },
});
const JOBS = Number(values.jobs);
const ROUNDS = Number(values.rounds);
const SEARCHED = Number(values.searched);

/** A store whose index takes every write and keeps none. */
const WITHOUT = `
DROP TRIGGER texts_erased; DROP TABLE texts;
CREATE VIEW texts (rowid, text) AS SELECT NULL, NULL WHERE 0;
CREATE TRIGGER texts_kept_out INSTEAD OF INSERT ON texts BEGIN SELECT 1; END;
CREATE TRIGGER texts_not_there INSTEAD OF DELETE ON texts BEGIN SELECT 1; END;
`;

const folder = mkdtempSync(join(tmpdir(), "bench-search-"));
const settings = defineSettings();
let files = 0;

async function openStore(indexed: boolean): Promise<{ store: JobStore; file: string }> {
  const file = join(folder, `${++files}.sqlite`);
  const options = { file, make: true, settings, now: Date.now };
  const made = createSqliteStore(options);
  await made.ping();
  made.close();
  if (!indexed) {
    const db = new DatabaseSync(file);
    db.exec(WITHOUT);
    db.close();
  }
  return { store: createSqliteStore(options), file };
}

const words = "tidal power wind harbour ferry council budget report engine turbine island coast".split(" ");
let made = 0;

function jobOf(bytes: number): Job {
  const at = ++made;
  const word = (step: number) => words[(at * 7 + step * step + step) % words.length];
  const topic = Array.from({ length: Math.ceil(bytes / 8) }, (_, step) => word(step)).join(" ");
  const id = `bch_${at.toString(36).padStart(6, "0")}${Math.random().toString(36).slice(2).padEnd(20, "0")}`;
  return {
    ...{ v: 1, id, type: "bench:search", status: "queued", title: `Job ${at} about ${word(1)}` },
    ...{
      request: { topic },
      requestHash: "0".repeat(64),
      createdAt: Date.now(),
      attempts: [],
      roundStart: 0,
    },
    ...{ redrives: [], resends: 0, revision: 0 },
  };
}

/** Recorded, claimed, ended: three writes. */
async function live(store: JobStore, job: Job): Promise<void> {
  if (JSON.stringify(job.request).length > settings.jobs.inlineRequestBytes) {
    await store.putRequest(job.id, job.requestHash, job.request, 9_999_999_999);
    job = { ...job, request: null, requestBytes: 100_000 };
  }
  await store.create(job);
  const attempt = { startedAt: Date.now(), messageId: "m", receiveCount: 1, requestId: "r" };
  await store.update(job.id, { set: { status: "running" }, appendAttempt: attempt }, {});
  const ended = [{ ...attempt, endedAt: Date.now(), outcome: "succeeded" as const }];
  await store.update(job.id, { set: { status: "succeeded", endedAt: Date.now(), attempts: ended } }, {});
}

/** CPU time of a job (ms): other work on the machine makes it longer by little. */
async function costOf(store: JobStore, jobs: readonly Job[], atOnce: number): Promise<number> {
  const left = [...jobs];
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let job = left.pop(); job; job = left.pop()) await live(store, job);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / jobs.length;
}

const rows: Row[] = [];

for (const bytes of [100, 1_500, 100_000]) {
  for (const atOnce of [1, 50]) {
    const count = bytes > 10_000 ? Math.ceil(JOBS / 20) : JOBS;
    const costs = { with: [] as number[], without: [] as number[] };
    const sizes = { with: 0, without: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      // In turns, so that what the machine does meanwhile meets both.
      for (const variant of ["with", "without"] as const) {
        const { store, file } = await openStore(variant === "with");
        const jobs = Array.from({ length: count }, () => jobOf(bytes));
        costs[variant].push(await costOf(store, jobs, atOnce));
        store.close();
        sizes[variant] = statSync(file).size;
      }
    }
    const name = `payload of ${bytes} bytes, ${atOnce} at once`;
    const [plain, indexed] = [median(costs.without), median(costs.with)];
    rows.push({ name, variant: "CPU without the index", value: plain, unit: "ms a job" });
    rows.push({ name, variant: "CPU with it", value: indexed, unit: "ms a job" });
    rows.push({ name, variant: "CPU, with / without", value: indexed / plain, unit: "times" });
    rows.push({ name, variant: "file, with / without", value: sizes.with / sizes.without, unit: "times" });
  }
}

if (SEARCHED > 0) {
  const { store } = await openStore(true);
  for (let left = SEARCHED; left > 0; left -= 1_000) {
    await Promise.all(Array.from({ length: Math.min(left, 1_000) }, () => store.create(jobOf(100))));
  }
  await store.create({ ...jobOf(100), request: { topic: "a needle in it", no: "zq" } });
  const timed = async (variant: string, filter: object) => {
    const start = performance.now();
    const { items, read } = await store.search({ filter, order: "oldest", limit: 20 });
    const value = performance.now() - start;
    rows.push({
      name: `one of ${SEARCHED} jobs`,
      variant: `${variant}, ${items.length} found, ${read} read`,
      value,
      unit: "ms",
    });
    return value;
  };
  const indexed = await timed("by the index of texts", { text: "needle" });
  const scanned = await timed("job by job (two letters)", { where: { no: "zq" } });
  rows.push({
    name: `one of ${SEARCHED} jobs`,
    variant: "job by job / by the index",
    value: scanned / indexed,
    unit: "times",
  });
  store.close();
}

rmSync(folder, { recursive: true });
printReport(rows);
