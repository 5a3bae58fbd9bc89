// One execution environment: a worker thread that is started cold, kept warm, and terminated when its time is up.
import { Worker } from "node:worker_threads";
import type { Clock, Timer } from "../clock.ts";
import type { EnvironmentData, FromEnvironment, FunctionError, ToEnvironment } from "./protocol.ts";

export type Invocation = { event: string; requestId: string; timeoutSeconds: number };

export type InvocationResult = { ok: true; payload: string } | { ok: false; error: FunctionError };

export type EnvironmentOptions = {
  data: EnvironmentData;
  env: Record<string, string>;
  clock: Clock;
  onLog(line: string): void;
  /** Called once, when the thread has ended for whatever reason. */
  onEnd(environment: Environment): void;
};

type Running = { timer?: Timer; resolve(result: InvocationResult): void };

/** AWS gives an environment so long to load the function's code. */
const INIT_SECONDS = 10;

const failure = (errorType: string, errorMessage: string): InvocationResult => ({
  ok: false,
  error: { errorType, errorMessage, trace: [] },
});

export class Environment {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #running = new Map<number, Running>();
  readonly #exit: Promise<void>;
  /** Resolves when the function's code is loaded, or the thread has ended. */
  readonly #loaded = Promise.withResolvers<void>();
  #nextId = 1;
  /** Why the thread ended, once it is known; it ends every invocation that was running. */
  #ending: InvocationResult | undefined;
  /** Takes no new invocation, and ends when the running ones have. */
  retired = false;

  constructor(options: EnvironmentOptions) {
    const { data, env, clock } = options;
    this.#clock = clock;
    this.#worker = new Worker(new URL("./bootstrap.ts", import.meta.url), {
      name: data.functionName,
      workerData: data,
      env,
      // Memory outside the heap is not counted: a difference from AWS (docs/differences.md).
      resourceLimits: { maxOldGenerationSizeMb: data.memoryMb },
    });
    this.#worker.on("message", (message: FromEnvironment) => this.#onMessage(message, options.onLog));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#ending ??= failure(
        outOfMemory ? "Runtime.OutOfMemory" : "Runtime.UnhandledError",
        outOfMemory ? `the heap grew beyond ${data.memoryMb} MB` : String(error.stack ?? error),
      );
    });
    const init = clock.after(INIT_SECONDS * 1000, () => {
      this.#ending = failure("Sandbox.Timedout", `the function did not load within ${INIT_SECONDS} seconds`);
      void this.terminate();
    });
    void this.#loaded.promise.then(() => init.cancel());
    // Not by `once`, which rejects at the "error" that precedes the exit of a crashed thread.
    const exit = Promise.withResolvers<number>();
    this.#worker.on("exit", exit.resolve);
    this.#exit = exit.promise.then((code) => {
      const ending = this.#ending ?? failure("Runtime.ExitError", `the runtime exited with code ${code}`);
      this.#ending = ending;
      this.retired = true;
      this.#loaded.resolve();
      for (const id of [...this.#running.keys()]) this.#end(id, ending);
      options.onEnd(this);
    });
  }

  get load(): number {
    return this.#running.size;
  }

  /** Never rejects. As on AWS, the time that a cold start takes is not the invocation's. */
  async invoke({ event, requestId, timeoutSeconds }: Invocation): Promise<InvocationResult> {
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const running: Running = { resolve };
    this.#running.set(id, running);
    await this.#loaded.promise;
    if (this.#running.has(id)) {
      running.timer = this.#clock.after(timeoutSeconds * 1000, () => {
        const message = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        this.#ending = failure("Sandbox.Timedout", message);
        void this.terminate();
      });
      this.#post({ kind: "invoke", id, event, requestId, deadline: Date.now() + timeoutSeconds * 1000 });
    }
    return await promise;
  }

  /** Tells running jobs to go back to the queue. */
  shutdown(): void {
    this.#post({ kind: "shutdown" });
  }

  /** Ends the thread now; what was running fails. */
  async terminate(): Promise<void> {
    this.retired = true;
    await this.#worker.terminate();
    await this.#exit;
  }

  #post(message: ToEnvironment): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromEnvironment, onLog: (line: string) => void): void {
    if (message.kind === "log") onLog(message.line);
    if (message.kind === "ready") this.#loaded.resolve();
    if (message.kind === "result") this.#end(message.id, { ok: true, payload: message.payload });
    if (message.kind === "error") this.#end(message.id, { ok: false, error: message.error });
    if (message.kind === "init-error") this.#ending = { ok: false, error: message.error };
  }

  #end(id: number, result: InvocationResult): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.timer?.cancel();
    running.resolve(result);
  }
}
