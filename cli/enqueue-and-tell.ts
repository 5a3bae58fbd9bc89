// Enqueues a job and says so: its id, or with --wait how far it is and then its result.
import { type Command, Option } from "commander";
import { type Backend, type Enqueued, type EnqueueOptions, Priority } from "../core/jobs/index.ts";
import { describeAttempts, describeJob } from "./describe-job.ts";
import { EXIT } from "./exit.ts";
import { notNegative, positive, timeOf } from "./numbers.ts";
import { print, printJson } from "./print.ts";
import { type Format, printResult } from "./show.ts";
import { untilStopped } from "./until-stopped.ts";
import { waitForJob } from "./wait.ts";

export type EnqueueVerbOptions = {
  idempotencyKey?: string;
  delay?: number;
  at?: Date;
  deadline?: Date;
  tenant?: string;
  priority?: Priority;
  wait?: boolean;
  timeout: number;
  json?: boolean;
};

/** The options of every verb that enqueues. `result` is what --wait waits for. */
export const withEnqueueOptions = (command: Command, result: string): Command =>
  command
    .option("--idempotency-key <key>", "the same key gives the same job")
    .option("--delay <seconds>", "do not run it before so many seconds have passed", notNegative)
    .option(
      "--at <time>",
      "do not run it before this time, as 2026-12-24T07:00:00+01:00 or 2026-12-24T06:00Z",
      timeOf,
    )
    .option("--deadline <time>", "do not run it after this time", timeOf)
    .option("--tenant <name>", "whose job it is: many jobs of one tenant do not hold up those of another")
    .addOption(
      new Option("--priority <name>", "one of the app's priorities: which queue it waits in").choices(
        Priority.options,
      ),
    )
    .option("--wait", `wait for the ${result} and print it`)
    .option("--timeout <seconds>", "with --wait: how long", positive, 600)
    .option("--json", "print JSON");

/** As `enqueue` takes them. */
export const enqueueOptionsOf = ({
  idempotencyKey,
  delay,
  at,
  deadline,
  tenant,
  priority,
}: EnqueueVerbOptions): EnqueueOptions => ({
  ...(idempotencyKey !== undefined && { idempotencyKey }),
  ...(delay !== undefined && { delaySeconds: delay }),
  ...(at !== undefined && { processAt: at }),
  ...(deadline !== undefined && { deadlineAt: deadline }),
  ...(tenant !== undefined && { tenant }),
  ...(priority !== undefined && { priority }),
});

/** @returns the exit code. */
export async function enqueueAndTell(
  backend: Backend,
  options: EnqueueVerbOptions,
  format: Format,
  enqueue: (options: EnqueueOptions) => Promise<Enqueued>,
): Promise<number> {
  const { wait, timeout, json } = options;
  // From here on Ctrl+C ends the waiting, and leaves the job.
  const stopped = wait ? untilStopped() : undefined;
  const { job } = await enqueue(enqueueOptionsOf(options));
  if (!stopped) {
    if (json) printJson({ id: job.id, status: job.status });
    else print(job.id);
    return EXIT.ok;
  }
  const show = json ? "none" : "live";
  const ended = await waitForJob(backend, job.id, { timeoutSeconds: timeout, show, stopped });
  if (ended.status !== "succeeded") {
    describeJob(ended);
    describeAttempts(ended);
  }
  return await printResult(backend, ended, format);
}
