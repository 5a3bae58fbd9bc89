// The load, in a process of its own: the parent sends a task, this answers with its result.
import { roundTrip, run, type Workload, wake } from "./workloads.ts";

export type Task =
  | {
      kind: "run";
      port: number;
      queueUrl: string;
      workload: Workload;
      count: number;
      delaySeconds?: number;
      visibilityTimeout?: number;
    }
  | { kind: "wake" | "roundTrip"; port: number; queueUrl: string; count: number };

process.on("message", async (task: Task) => {
  try {
    process.send?.({ result: await perform(task) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
});

function perform(task: Task) {
  if (task.kind === "run") return run(task.port, task.workload, task.count, task);
  return task.kind === "wake"
    ? wake(task.port, task.queueUrl, task.count)
    : roundTrip(task.port, task.queueUrl, task.count);
}
