// Job types that misbehave on purpose, run in execution environments by the end-to-end tests.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { PermanentError, SnoozeError } from "../../core/jobs/errors.ts";
import { defineJob, type JobContext } from "../../core/jobs/job-type.ts";

/** Everything a job leaves behind for its test is in this folder. */
const Payload = z.object({ folder: z.string(), durationMs: z.number().default(0) });
type Payload = z.infer<typeof Payload>;

const note = (payload: Payload, context: JobContext, what: string) =>
  appendFileSync(join(payload.folder, "notes"), `${what} ${context.jobId}\n`);

/** True at the first call of a job, also if the process is gone in between. */
function isFirst(payload: Payload, context: JobContext): boolean {
  const mark = join(payload.folder, `mark-${context.jobId}`);
  if (existsSync(mark)) return false;
  writeFileSync(mark, "");
  return true;
}

type Limits = Pick<Parameters<typeof defineJob<typeof Payload, unknown>>[0], "rateLimit" | "breaker">;
const job = (
  name: string,
  run: (payload: Payload, context: JobContext) => Promise<unknown>,
  limits: Limits = {},
) =>
  defineJob({ name: `test:${name}`, idPrefix: "tst", payload: Payload, title: () => name, ...limits, run });

export const createJobTypes = () => [
  job("work", async (payload, context) => {
    note(payload, context, "start");
    await wait(payload.durationMs, undefined, { signal: context.signal });
    note(payload, context, "end");
    return { done: true };
  }),
  /** Runs until the file `gate` is there. */
  job("gate", async (payload, context) => {
    note(payload, context, "start");
    while (!existsSync(join(payload.folder, "gate"))) await wait(20, undefined, { signal: context.signal });
    note(payload, context, "end");
    return { done: true };
  }),
  job("fail-once", async (payload, context) => {
    if (isFirst(payload, context)) throw new Error("the first attempt fails");
    note(payload, context, "end");
    return { done: true };
  }),
  job("fail", async () => {
    throw new Error("it always fails");
  }),
  job("fail-for-good", async (payload, context) => {
    if (isFirst(payload, context)) throw new PermanentError("it will never work");
    return { done: true };
  }),
  job("hang-once", async (payload, context) => {
    if (isFirst(payload, context)) await wait(3_600_000, undefined, { signal: context.signal });
    return { done: true };
  }),
  /** Looks three times for what it waits for. */
  job("snooze-twice", async (payload, context) => {
    note(payload, context, "start");
    const starts =
      readFileSync(join(payload.folder, "notes"), "utf8").split(`start ${context.jobId}\n`).length - 1;
    if (starts <= 2) throw new SnoozeError(`look ${starts}: not ready`, 1);
    return { attempt: context.attempt };
  }),
  job("limited", async () => ({ done: true }), { rateLimit: { limit: 2, perSeconds: 6 } }),
  /** Fails until the file `gate` is there. */
  job(
    "fragile",
    async (payload, { jobId }) => {
      if (!existsSync(join(payload.folder, "gate"))) throw new Error(`${jobId}: answered 503`);
      return { done: true };
    },
    { breaker: { failures: 2, probeSeconds: 1 } },
  ),
  /** Deaf to its AbortSignal, but not busy. */
  job("ignore-abort-once", async (payload, context) => {
    if (isFirst(payload, context)) await wait(3_600_000);
    return { done: true };
  }),
  /** So busy that no timer of its thread fires. */
  job("block-once", async (payload, context) => {
    if (isFirst(payload, context)) for (;;);
    return { done: true };
  }),
  job("crash-once", async (payload, context) => {
    if (isFirst(payload, context)) process.exit(7);
    return { done: true };
  }),
];

// A mistake in the code, as a developer makes it and mends it: while this file is there, no environment can load the jobs.
const broken = process.env.BROKEN_WHILE;
if (broken && existsSync(broken)) throw new SyntaxError(`the code is broken while ${broken} is there`);
