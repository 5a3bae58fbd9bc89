// One execution environment: a worker thread that is started cold, kept warm, and terminated when its time is up.
import { Worker } from "node:worker_threads";
import type { Clock, Timer } from "../clock.ts";
import type { EnvironmentData, FromEnvironment, FunctionError, ToEnvironment } from "./protocol.ts";

export type Invocation = {
  event: string;
  requestId: string;
  timeoutSeconds: number;
  /** Called once the code is loaded and the timeout counts. */
  onBegin?: (() => void) | undefined;
};

export type InvocationResult =
  | { ok: true; payload: string }
  /** `began`: the function's code was loaded, and its handler called. `stopped`: it was ended from outside. */
  | { ok: false; error: FunctionError; began: boolean; stopped: boolean };

export type EnvironmentOptions = {
  data: EnvironmentData;
  /** The function's own. */
  timeoutSeconds: number;
  env: Record<string, string>;
  /** Node's options for the thread. Absent: those of this process. */
  execArgv?: string[];
  clock: Clock;
  onLog(line: string): void;
  /** Called once the function's code is loaded. */
  onReady(): void;
  /** Called once, when the thread has ended for whatever reason; with the error of a function that could not be loaded. */
  onEnd(environment: Environment, startFailure?: FunctionError): void;
};

type Running = { timer?: Timer; resolve(result: InvocationResult): void };
type Failed = { ok: false; error: FunctionError };
type Ended = Failed | { ok: true; payload: string };

/**
 * AWS gives an environment so long to load the function's code, and once more the function's timeout, in which its
 * first invocation tries again. [Lambda runtime environment: init phase] Here one try has both.
 */
const INIT_SECONDS = 10;

/** V8's default of 48 MB is filled by any burst, and kept by every environment. */
const YOUNG_GENERATION_MB = 12;

const failure = (errorType: string, errorMessage: string): Failed => ({
  ok: false,
  error: { errorType, errorMessage, trace: [] },
});

/** As Lambda answers beyond its quota of 6 MB, by AWS's count. */
const MAX_RESULT_BYTES = 6_291_556;

function resultOf(payload: string): Ended {
  if (Buffer.byteLength(payload) <= MAX_RESULT_BYTES) return { ok: true, payload };
  return failure(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${MAX_RESULT_BYTES} bytes).`,
  );
}

export class Environment {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #running = new Map<number, Running>();
  readonly #exit: Promise<void>;
  /** Resolves when the function's code is loaded, or the thread has ended. */
  readonly #loaded: Promise<void>;
  #setLoaded: () => void = () => {};
  #nextId = 1;
  /** Why the thread ended, once it is known; it ends every invocation that was running. */
  #ending: Failed | undefined;
  #ready = false;
  /** Ended from outside, by `terminate`. */
  #stopped = false;
  /** Takes no new invocation, and ends when the running ones have. */
  retired = false;

  constructor(options: EnvironmentOptions) {
    const { data, env, execArgv, clock } = options;
    this.#clock = clock;
    this.#loaded = new Promise((resolve) => {
      this.#setLoaded = resolve;
    });
    this.#worker = new Worker(new URL("./bootstrap.ts", import.meta.url), {
      name: data.functionName,
      workerData: data,
      ...(data.services && { transferList: [data.services.port] }),
      env,
      ...(execArgv && { execArgv }),
      // Memory outside the heap is not counted: a difference from AWS (docs/differences.md).
      resourceLimits: {
        maxOldGenerationSizeMb: data.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    this.#worker.on("message", (message: FromEnvironment) => this.#onMessage(message, options));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#ending ??= failure(
        outOfMemory ? "Runtime.OutOfMemory" : "Runtime.UnhandledError",
        outOfMemory ? `the heap grew beyond ${data.memoryMb} MB` : String(error.stack ?? error),
      );
    });
    const initSeconds = INIT_SECONDS + options.timeoutSeconds;
    const init = clock.after(initSeconds * 1000, () => {
      this.#ending = failure("Sandbox.Timedout", `the function did not load within ${initSeconds} seconds`);
      void this.#end();
    });
    void this.#loaded.then(() => init.cancel());
    // Not by `once`, which rejects at the "error" that precedes the exit of a crashed thread.
    const exit = new Promise<number>((resolve) => this.#worker.on("exit", resolve));
    this.#exit = exit.then((code) => {
      const ending = this.#ending ?? failure("Runtime.ExitError", `the runtime exited with code ${code}`);
      this.#ending = ending;
      this.retired = true;
      this.#setLoaded();
      for (const id of [...this.#running.keys()]) this.#finish(id, ending);
      options.onEnd(this, this.#ready || this.#stopped ? undefined : ending.error);
    });
  }

  get load(): number {
    return this.#running.size;
  }

  /** Resolves when the function's code is loaded, or with the reason why it cannot be. */
  async untilLoaded(): Promise<FunctionError | undefined> {
    await this.#loaded;
    return this.#ready ? undefined : this.#ending?.error;
  }

  /** Never rejects. As on AWS, the time that a cold start takes is not the invocation's. */
  async invoke({ event, requestId, timeoutSeconds, onBegin }: Invocation): Promise<InvocationResult> {
    const id = this.#nextId++;
    const running: Running = { resolve: () => {} };
    const result = new Promise<InvocationResult>((resolve) => {
      running.resolve = resolve;
    });
    this.#running.set(id, running);
    await this.#loaded;
    if (this.#running.has(id)) {
      running.timer = this.#clock.after(timeoutSeconds * 1000, () => {
        const message = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        const timedOut = failure("Sandbox.Timedout", message);
        if (this.#running.size > 1) {
          // One slow request is no reason to fail the others: they have until their own timeouts.
          this.retired = true;
          this.#finish(id, timedOut);
          return;
        }
        this.#ending = timedOut;
        void this.#end();
      });
      onBegin?.();
      this.#post({ kind: "invoke", id, event, requestId, deadline: Date.now() + timeoutSeconds * 1000 });
    }
    return await result;
  }

  /** Tells running jobs to go back to the queue. */
  shutdown(): void {
    this.#post({ kind: "shutdown" });
  }

  /** Ends the thread now; what was running fails. */
  async terminate(): Promise<void> {
    this.#stopped = true;
    await this.#end();
  }

  /** Ends the thread now, as a crash does; what was running fails with this error. */
  async crash(error: FunctionError): Promise<void> {
    this.#ending = { ok: false, error };
    await this.#end();
  }

  async #end(): Promise<void> {
    this.retired = true;
    await this.#worker.terminate();
    await this.#exit;
  }

  #post(message: ToEnvironment): void {
    this.#worker.postMessage(message);
  }

  #onMessage(message: FromEnvironment, { onLog, onReady }: EnvironmentOptions): void {
    if (message.kind === "log") onLog(message.line);
    if (message.kind === "ready") {
      this.#ready = true;
      this.#setLoaded();
      onReady();
    }
    if (message.kind === "result") this.#finish(message.id, resultOf(message.payload));
    if (message.kind === "error") this.#finish(message.id, { ok: false, error: message.error });
    if (message.kind === "init-error") this.#ending = { ok: false, error: message.error };
  }

  #finish(id: number, ended: Ended): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.timer?.cancel();
    running.resolve(ended.ok ? ended : { ...ended, began: this.#ready, stopped: this.#stopped });
  }
}
