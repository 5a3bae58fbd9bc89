// The benchmark of tenants: how long one job of a quiet tenant waits behind 10,000 of another, with tenants and without.
import { setTimeout as wait } from "node:timers/promises";
import { enqueueByName, enqueueManyByName, type Job } from "../core/jobs/index.ts";
import { startTestRuntime, type TestRuntime, testApp } from "../test/support/test-runtime.ts";
import { printReport, type Row } from "./report.ts";

const BACKLOG = 10_000;
const TYPE = "bench:work";
const app = testApp(new URL("./tenants-registry.ts", import.meta.url));

/** The embedded AWS, five jobs at once, everything in this process. */
async function measure(backlog: number, tenants: boolean): Promise<{ waitMs: number; ahead: number }> {
  const aws = await startTestRuntime({ app, overrides: { maxBacklog: 2 * BACKLOG } });
  const tenant = (name: string) => (tenants ? { tenant: name } : {});
  try {
    // Environments are warm when the others come.
    const first = await enqueueManyByName(
      aws.backend,
      TYPE,
      Array.from({ length: 5 }, () => ({ payload: {} })),
    );
    for (const fate of first.items) if ("jobId" in fate) await aws.ended(fate.jobId);
    const noisy = Array.from({ length: backlog }, () => ({ payload: {}, ...tenant("noisy") }));
    const { counts } = await enqueueManyByName(aws.backend, TYPE, noisy);
    if (counts.created !== backlog) throw new Error(`only ${counts.created} of ${backlog} were enqueued`);
    const before = starts(aws).length;
    const { job } = await enqueueByName(aws.backend, TYPE, {}, tenant("quiet"));
    const started = await startOf(aws, job, before);
    return { waitMs: started.at - job.createdAt, ahead: started.ahead };
  } finally {
    await aws.close();
  }
}

/** When its attempt began, and how many others began after it was enqueued and before that. */
async function startOf(aws: TestRuntime, job: Job, before: number): Promise<{ at: number; ahead: number }> {
  for (;;) {
    const begun = starts(aws);
    const mine = begun.findIndex(({ jobId }) => jobId === job.id);
    const record = mine === -1 ? undefined : await aws.backend.store.get(job.id);
    const at = record?.attempts[0]?.startedAt;
    if (at !== undefined) return { at, ahead: mine - before };
    await wait(20);
  }
}

const starts = ({ lines }: TestRuntime) => lines.filter(({ msg }) => msg === "job started");

const rows: Row[] = [];
const cases = [
  ["alone", 0, true],
  ["behind 10,000 of another tenant", BACKLOG, true],
  ["behind 10,000, without tenants", BACKLOG, false],
] as const;
for (const [variant, backlog, tenants] of cases) {
  const { waitMs, ahead } = await measure(backlog, tenants);
  rows.push({ name: "wait of the one job", variant, value: waitMs, unit: "ms" });
  rows.push({ name: "jobs that began before it", variant, value: ahead, unit: "jobs" });
}
printReport(rows);
