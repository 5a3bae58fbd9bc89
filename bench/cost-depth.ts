// What recover and the sweep cost when much is waiting for them: 10,000 jobs, 10,000 dead letters.
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { generateBriefing } from "../core/briefings/job.ts";
import { recoverJobs } from "../core/jobs/care/recover.ts";
import type { Job } from "../core/jobs/record/job.ts";
import type { Meter, Usage } from "./cost-usage.ts";

export const DEPTH = 10_000;
const WRITERS = 20;
const DAY_MS = 86_400_000;

/** Healthy jobs that have waited for a day: `queued` behind a long queue, `retrying` in a backoff of hours. */
export async function measureRecover(meter: Meter): Promise<{ queued: Usage; retrying: Usage }> {
  const { backend } = meter.runtime;
  const behind = (messages: number) => () =>
    recoverJobs({ ...backend, queue: { ...backend.queue, backlog: async () => messages } });
  await createJobs(meter, "queued");
  const queued = await meter.measure(behind(DEPTH));
  await createJobs(meter, "retrying");
  const retrying = await meter.measure(behind(0));
  return { queued, retrying };
}

export async function createJobs(
  { runtime }: Meter,
  status: "queued" | "retrying",
  count: number = DEPTH,
): Promise<void> {
  const { store } = runtime.backend;
  const now = Date.now();
  let made = 0;
  const writer = async () => {
    for (let index = made++; index < count; index = made++) {
      const job: Job = {
        v: 1,
        id: `brf_${status}_${index}`,
        type: generateBriefing.name,
        status,
        title: "Offshore wind",
        request: { topic: "Offshore wind" },
        requestHash: "none",
        createdAt: now - DAY_MS + index,
        // Neither is overdue: the one was just sent again, the other waits for hours.
        sentAt: now,
        ...(status === "retrying" && { nextAttemptAt: now + DAY_MS / 4 }),
        attempts: [],
        roundStart: 0,
        redrives: [],
        resends: 0,
        revision: 0,
      };
      await store.create(job);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

/** What calls the inspector: the alarm, which has it look at each dead letter, or the sweep. */
const ALARM = { alarmData: {} };
type Sweep = (event: object) => Promise<{ poisoned: number; seen: number }>;

/**
 * @returns how many sweeps logged them all, what a look costs that finds nothing new among them, and what a sweep costs
 * that finds as many as before.
 */
export async function measureSweep(
  meter: Meter,
  count: number = DEPTH,
): Promise<{ sweeps: number; known: Usage; unchanged: Usage }> {
  const { runtime } = meter;
  for (let sent = 0; sent < count; sent += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "garbage" }));
    await runtime.sqs.send(new SendMessageBatchCommand({ QueueUrl: runtime.deadLetterQueueUrl, Entries }));
  }
  const sweep = runtime.functions.deadLetters.invoke.bind(runtime.functions.deadLetters) as Sweep;
  let sweeps = 0;
  for (let logged = 0; logged < count; sweeps++) {
    const { poisoned } = await sweep({});
    if (poisoned === 0) throw new Error(`only ${logged} of ${count} dead letters were logged`);
    logged += poisoned;
  }
  const known = await meter.measure(() => sweep(ALARM));
  const unchanged = await meter.measure(() => sweep({}));
  return { sweeps, known, unchanged };
}
