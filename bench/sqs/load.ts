// The parent's side of the client process.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Task } from "./client.ts";
import type { Result } from "./workloads.ts";

/** No task takes nearly as long, but for a server that hangs. */
const TIMEOUT_MS = 180_000;

export class Load {
  readonly #client: ChildProcess = fork(fileURLToPath(new URL("./client.ts", import.meta.url)));

  async perform(task: Task): Promise<Result> {
    const answered = once(this.#client, "message", { signal: AbortSignal.timeout(TIMEOUT_MS) });
    this.#client.send(task);
    const [{ result, error }] = await answered;
    if (error) throw new Error(`${task.kind} on port ${task.port}: ${error}`);
    return result;
  }

  close(): void {
    this.#client.kill();
  }
}
