// The benchmark of recovery's own scale: recover behind a million jobs, the sweep over a hundred thousand dead letters; here and, counted, on AWS.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { app } from "../core/app.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, startRuntime } from "../local/runtime.ts";
import { countOnAws } from "./recovery/count-on-aws.ts";
import { fillDeadLetters, fillJobs, fillQueue } from "./recovery/fill.ts";
import { printReport, type Row } from "./report.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    jobs: { type: "string" },
    letters: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const JOBS = Number(values.jobs ?? (values.quick ? 10_000 : 1_000_000));
const LETTERS = Number(values.letters ?? (values.quick ? 3_000 : 100_000));
/** Of DynamoDB's stand-in, which takes a millisecond and more for a job. What it counts grows with the number. */
const COUNTED = values.quick ? 2_500 : 10_000;
const FAR_OFF_SECONDS = 86_400;
/** Of a run's new dead letters; all others are known. */
const NEW_LETTERS = 1_000;

type Recovered = { resent: number; lost: number; failed: number };
type Inspected = { seen: number; poisoned: number };

async function withRuntime<Result>(
  folder: string,
  use: (runtime: Runtime) => Promise<Result>,
): Promise<Result> {
  const runtime = await startRuntime({
    app,
    dataFolder: folder,
    sqsPort: 0,
    apiPort: 0,
    output: createLogOutput({ format: "none" }),
    logLevel: "info",
    consumer: false,
    // The functions are called when they are measured, and not beside it.
    overrides: { sweepSeconds: FAR_OFF_SECONDS, recoverSeconds: FAR_OFF_SECONDS },
    alarmSeconds: FAR_OFF_SECONDS,
  });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

/** A folder with the files of a runtime, filled by direct writes, and a runtime that has them. */
async function measure(
  fill: (folder: string, runtime: Pick<Runtime, "settings">) => void,
  use: (runtime: Runtime) => Promise<Row[]>,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "briefings-recovery-"));
  try {
    const settings = await withRuntime(folder, async ({ settings }) => settings);
    fill(folder, { settings });
    return await withRuntime(folder, use);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed<Result>(run: () => Promise<Result>): Promise<{ seconds: number; result: Result }> {
  const startedAt = performance.now();
  const result = await run();
  return { seconds: (performance.now() - startedAt) / 1_000, result };
}

const row =
  (variant: string) =>
  (name: string, value: number, unit: string): Row => ({ name, variant, value, unit });

const waiting = (): Promise<Row[]> =>
  measure(
    (folder) => {
      fillJobs(folder, JOBS, "queued");
      fillQueue(folder, JOBS);
    },
    async ({ functions, settings }) => {
      const say = row(`${JOBS.toLocaleString("en-US")} jobs wait in the queue`);
      // The first also starts the environment.
      await functions.recover.invoke({});
      const { seconds } = await timed(() => functions.recover.invoke({}));
      return [say(`recover, of its ${settings.recover.timeoutSeconds} s`, seconds, "s")];
    },
  );

const backingOff = (): Promise<Row[]> =>
  measure(
    (folder) => fillJobs(folder, JOBS, "retrying", { overdueAtEnd: true }),
    async ({ functions, settings }) => {
      const say = row(`${JOBS.toLocaleString("en-US")} jobs in their backoff`);
      const recover = () => functions.recover.invoke({}) as Promise<Recovered>;
      let longest = 0;
      let runs = 0;
      // Each run goes on where the one before stopped. The overdue job is the last that they come to.
      for (let resent = 0; resent === 0; runs++) {
        const { seconds, result } = await timed(recover);
        if (runs > 0) longest = Math.max(longest, seconds);
        resent = result.resent;
        if (runs > 2 + JOBS / 1_000) throw new Error("the overdue job was not found");
      }
      // That walk met every job; none can be overdue for a while.
      const quiet = await timed(recover);
      return [
        say("recover runs until the last job is found", runs, "runs"),
        say(`the longest, of its ${settings.recover.timeoutSeconds} s`, longest, "s"),
        say("recover while none can be overdue", quiet.seconds, "s"),
      ];
    },
  );

const deadLetters = (): Promise<Row[]> =>
  measure(
    (folder, { settings }) => fillDeadLetters(folder, LETTERS, LETTERS - NEW_LETTERS, settings),
    async ({ functions, settings }) => {
      const say = row(`${LETTERS.toLocaleString("en-US")} dead letters`);
      const sweep = () => functions.deadLetters.invoke({}) as Promise<Inspected>;
      const first = await timed(sweep);
      if (first.result.poisoned !== NEW_LETTERS) throw new Error(`${first.result.poisoned} were logged`);
      // As the alarm calls it: the sweep would see that there are as many as before.
      const known = await timed(() => functions.deadLetters.invoke({ alarmData: {} }) as Promise<Inspected>);
      if (known.result.seen !== LETTERS) throw new Error(`${known.result.seen} were seen`);
      const unchanged = await timed(sweep);
      return [
        say(
          `${NEW_LETTERS} of them new, of its ${settings.deadLetters.timeoutSeconds} s`,
          first.seconds,
          "s",
        ),
        say("all known", known.seconds, "s"),
        say("all known, as many as an hour ago", unchanged.seconds, "s"),
      ];
    },
  );

const rows = [...(await waiting()), ...(await backingOff()), ...(await deadLetters())];
printReport([...rows, ...(await countOnAws(COUNTED, { jobs: JOBS, letters: LETTERS }))], values.json);
