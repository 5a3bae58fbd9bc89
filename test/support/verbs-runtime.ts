// A running system whose queue nobody consumes, for tests of the verbs beside it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { app } from "../../core/app.ts";
import type { RuntimeOptions } from "../../local/runtime.ts";
import { type Finished, verb } from "./run-cli.ts";
import { startTestRuntime, type TestRuntime } from "./test-runtime.ts";

export type VerbsRuntime = {
  aws: TestRuntime;
  dataFolder: string;
  /** The options that lead a verb to it. */
  at(): string[];
  run(...args: string[]): Promise<Finished>;
  close(): Promise<void>;
};

export async function startVerbsRuntime(options: Partial<RuntimeOptions> = {}): Promise<VerbsRuntime> {
  const dataFolder = mkdtempSync(join(tmpdir(), "briefings-verbs-"));
  const aws = await startTestRuntime({ dataFolder, consumer: false, app, ...options });
  const at = () => ["--data", dataFolder, "--sqs-port", new URL(aws.sqsUrl).port];
  return {
    aws,
    dataFolder,
    at,
    run: (...args) => verb([...args, ...at()]),
    async close() {
      await aws.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
