// The parent's side of the client process.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Task } from "./client.ts";
import { forkChild } from "./processes.ts";
import type { Result } from "./workloads.ts";

const file = fileURLToPath(new URL("./client.ts", import.meta.url));

/** No task takes nearly as long, but for a server that hangs. */
const TIMEOUT_MS = 180_000;

export class Load {
  #client = forkChild(file);

  /** Throws when the task fails, and when it is not done in time; the next one then gets a fresh process. */
  async perform(task: Task, timeoutMs = TIMEOUT_MS): Promise<Result> {
    const client: ChildProcess = this.#client;
    const answered = once(client, "message", { signal: AbortSignal.timeout(timeoutMs) });
    client.send(task);
    try {
      const [{ result, error }] = await answered;
      if (error) throw new Error(`${task.kind} at ${task.endpoint}: ${error}`);
      return result;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AbortError") throw error;
      client.kill("SIGKILL");
      this.#client = forkChild(file);
      throw new Error(`no answer within ${Math.round(timeoutMs / 1000)} s`, { cause: error });
    }
  }

  close(): void {
    this.#client.kill();
  }
}
