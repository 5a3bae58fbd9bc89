// The embedded AWS on free ports, with the misbehaving jobs, for end-to-end tests that wait for log events.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { app } from "../../core/app.ts";
import type { App } from "../../core/define-app.ts";
import { enqueueByName } from "../../core/jobs/index.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { createLogOutput, type LogLine } from "../../local/log-output.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "../../local/runtime.ts";
import { createWaitForJob, type WaitForJob } from "../../local/testing/index.ts";

/** The app of this repository with the job types of that module: by default those that misbehave. */
export const testApp = (registry = new URL("./test-jobs.ts", import.meta.url)): App => ({
  ...app,
  registry: registry.href,
});

export type TestRuntime = Runtime & {
  /** Where jobs leave their notes. */
  folder: string;
  lines: LogLine[];
  next(fits: (line: LogLine) => boolean): Promise<LogLine>;
  /** Enqueues a job of the type `test:NAME`. */
  submit(name: string, payload?: object): Promise<Job>;
  /** The record once the job has ended: succeeded, dead or cancelled. */
  ended: WaitForJob;
  /**
   * The log line of this dead letter, looked for by the dead-letter inspector until it has arrived in the queue. The alarm
   * itself acts on a change of state only: a second dead letter is the sweep's to find, and this is the sweep.
   */
  poisoned(fits: (line: LogLine) => boolean): Promise<LogLine>;
  /** Lets the jobs `test:gate` end. */
  openGate(): void;
  /** How often jobs noted each thing, such as `start tst_…`. */
  notes(): Map<string, number>;
};

const SHORT = { timeoutSeconds: 30, backoffBaseSeconds: 0.01, backoffCapSeconds: 0.01 };

export async function startTestRuntime(options: Partial<RuntimeOptions> = {}): Promise<TestRuntime> {
  const folder = mkdtempSync(join(tmpdir(), "briefings-e2e-"));
  const output = createLogOutput({ format: "none" });
  const lines: LogLine[] = [];
  output.listen((line) => lines.push(line));
  const runtime = await startRuntime({
    sqsPort: 0,
    apiPort: 0,
    // Never by itself: two looks at the dead-letter queue at once hide its messages from each other.
    alarmSeconds: 3_600,
    output,
    logLevel: "info",
    app: testApp(),
    ...options,
    overrides: { ...SHORT, ...options.overrides },
  });
  const waitForJob = createWaitForJob(output, runtime.backend.store);
  return {
    ...runtime,
    folder,
    lines,
    next: output.next,
    async submit(name, payload = {}) {
      const { job } = await enqueueByName(runtime.backend, `test:${name}`, { folder, ...payload });
      return job;
    },
    // As long as a test may take: on a busy machine an environment starts slowly.
    ended: (job) => waitForJob(job, { timeoutMs: 120_000 }),
    async poisoned(fits) {
      for (;;) {
        const line = lines.find((found) => found.msg === "message poisoned" && fits(found));
        if (line) return line;
        await runtime.functions.deadLetters.invoke({});
      }
    },
    openGate: () => writeFileSync(join(folder, "gate"), ""),
    notes: () => countNotes(folder),
    async close(graceMs) {
      await runtime.close(graceMs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function countNotes(folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  const notes = readFileSync(join(folder, "notes"), "utf8");
  for (const line of notes.split("\n").filter(Boolean)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
