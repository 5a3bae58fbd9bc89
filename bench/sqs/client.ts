// The load, in a process of its own: the parent sends a task, this answers with its result.
import { roundTrip, run, type Workload, wake } from "./workloads.ts";

export type Task =
  | {
      kind: "run";
      endpoint: string;
      queueUrl: string;
      workload: Workload;
      count: number;
      /** No unit begins later. */
      maxMs?: number;
      delaySeconds?: number;
      visibilityTimeout?: number;
    }
  | { kind: "wake" | "roundTrip"; endpoint: string; queueUrl: string; count: number; maxMs?: number };

process.on("message", async (task: Task) => {
  try {
    process.send?.({ result: await perform(task) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
});
// The benchmark has ended without a word, for example by a SIGKILL.
process.on("disconnect", () => process.exit());

function perform(task: Task) {
  const { endpoint, queueUrl, count, maxMs } = task;
  if (task.kind === "run") return run(endpoint, task.workload, count, task);
  const measure = task.kind === "wake" ? wake : roundTrip;
  return measure(endpoint, queueUrl, count, maxMs);
}
