// A Lambda function: finds each invocation an idle execution environment, starts one, or throttles.
import { randomUUID } from "node:crypto";
import { MessageChannel } from "node:worker_threads";
import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import { answerCalls } from "../thread-calls.ts";
import { Environment, type InvocationResult } from "./environment.ts";
import type { EnvironmentFaults, FaultyEnvironment } from "./environment-faults.ts";
import type { EnvironmentData, FunctionError } from "./protocol.ts";

export type LambdaFunctionOptions = Omit<EnvironmentData, "services"> & {
  /** By name, objects of this thread whose methods the setup may call from its environment. They return promises. */
  services?: object;
  /** Makes the faults of each environment that is started; only where it has one invocation at a time. */
  faults?: (environment: FaultyEnvironment) => EnvironmentFaults;
  timeoutSeconds: number;
  /** Invocations at once; one more is throttled. */
  reservedConcurrency: number;
  /** 1, as on AWS. The API's environments take more locally, to save threads (docs/differences.md). */
  invocationsPerEnvironment?: number;
  env: Record<string, string>;
  /** Node's options for the execution environments: `["--import", "tsx"]`. */
  execArgv?: string[];
  clock: Clock;
  log: Log;
  onLog(line: string): void;
};

/** As AWS's TooManyRequestsException: the invocation did not begin. */
export class ThrottledError extends Error {
  override readonly name = "TooManyRequestsException";
}

/** The function could not be loaded, or its handler threw, timed out, ran out of memory or ended its process. */
export class FunctionFailedError extends Error {
  override readonly name = "FunctionFailedError";
  readonly requestId: string;
  readonly errorType: string;
  readonly errorMessage: string;
  /** The lines of the stack; none where no code of the function has thrown. */
  readonly trace: readonly string[];
  /** Whether the handler was called. */
  readonly began: boolean;
  /** Whether its environment was ended from outside, because the function is closed. */
  readonly stopped: boolean;

  constructor(
    functionName: string,
    requestId: string,
    error: FunctionError,
    began: boolean,
    stopped: boolean = false,
  ) {
    super(`${functionName}: ${error.errorType}: ${error.errorMessage}`);
    this.requestId = requestId;
    this.errorType = error.errorType;
    this.errorMessage = error.errorMessage;
    this.trace = error.trace;
    this.began = began;
    this.stopped = stopped;
  }
}

/** AWS ends an idle environment after some minutes; it does not say how many. */
const IDLE_MS = 300_000;
/** One beside another that is warm is ended sooner: each holds some 50 MB of this machine. */
const SURPLUS_IDLE_MS = 10_000;

export class LambdaFunction {
  readonly name: string;
  readonly #options: LambdaFunctionOptions;
  readonly #environments = new Set<Environment>();
  readonly #faults = new WeakMap<Environment, EnvironmentFaults>();
  readonly #idleTimers = new Map<Environment, Timer>();
  readonly #idleWaiters: (() => void)[] = [];
  #startFailure: FunctionError | undefined;
  #running = 0;
  #closed = false;

  constructor(options: LambdaFunctionOptions) {
    this.name = options.functionName;
    this.#options = options;
  }

  /** Environments that are warm or busy. */
  get environments(): number {
    return this.#environments.size;
  }

  /** Why the last environment that was started could not load the function; undefined once one can. */
  get startFailure(): FunctionError | undefined {
    return this.#startFailure;
  }

  get running(): number {
    return this.#running;
  }

  /**
   * Starts an execution environment before anything is invoked.
   * @returns why the code cannot be loaded; undefined where it is
   */
  async warmUp(): Promise<FunctionError | undefined> {
    const environment = this.#warm() ?? this.#start();
    const error = await environment.untilLoaded();
    if (!error && environment.load === 0) this.#endWhenIdle(environment);
    return error;
  }

  /**
   * Invokes the function with a JSON event; the result is its JSON.
   * @param onBegin called once the code is loaded and the timeout counts
   * @throws ThrottledError, FunctionFailedError
   */
  async invoke(event: unknown, onBegin?: () => void): Promise<unknown> {
    if (this.#closed || this.#running >= this.#options.reservedConcurrency) {
      throw new ThrottledError(`${this.name}: Rate Exceeded (${this.#running} running)`);
    }
    this.#running++;
    const requestId = randomUUID();
    const environment = this.#warm() ?? this.#start();
    this.#idleTimers.get(environment)?.cancel();
    const faults = this.#faults.get(environment);
    const { timeoutSeconds } = this.#options;
    let result: InvocationResult;
    try {
      result = await environment.invoke({
        // Without a payload the event is an empty object.
        event: JSON.stringify(event === undefined ? {} : event),
        requestId,
        timeoutSeconds: faults?.begin(event, timeoutSeconds) ?? timeoutSeconds,
        onBegin,
      });
      const error = result.ok ? await faults?.beforeAnswer() : undefined;
      if (error) result = { ok: false, error, began: true, stopped: false };
    } finally {
      this.#running--;
      if (this.#running === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve();
      if (environment.load === 0) {
        if (environment.retired) void environment.terminate();
        else this.#endWhenIdle(environment);
      }
    }
    if (result.ok) return JSON.parse(result.payload);
    const { errorType, errorMessage, trace } = result.error;
    this.#options.log.error(
      { invoked: this.name, requestId, errorType, errorMessage, trace },
      "invocation failed",
    );
    throw new FunctionFailedError(this.name, requestId, result.error, result.began, result.stopped);
  }

  /** The next invocation starts cold, with the code as it then is; those running finish first. */
  recycle(): void {
    for (const environment of this.#environments) {
      environment.retired = true;
      if (environment.load === 0) void environment.terminate();
    }
  }

  /** Ends every environment that is busy: what runs in it has failed, as at a hard timeout. */
  async interrupt(): Promise<void> {
    const busy = [...this.#environments].filter(({ load }) => load > 0);
    await Promise.all(busy.map((environment) => environment.terminate()));
  }

  /**
   * Takes no more invocations and lets those running finish for `finishMs`; what still runs then is told to go back to
   * the queue, and has `graceMs` for that before all ends.
   */
  async close(graceMs: number, finishMs = 0): Promise<void> {
    this.#closed = true;
    if (finishMs > 0) await this.#idleWithin(finishMs);
    const environments = [...this.#environments];
    for (const environment of environments) environment.shutdown();
    await this.#idleWithin(graceMs);
    await Promise.all(environments.map((environment) => environment.terminate()));
  }

  #endWhenIdle(environment: Environment): void {
    const { clock } = this.#options;
    const afterMs = (delayMs: number, end: () => void) =>
      this.#idleTimers.set(environment, clock.after(delayMs, end));
    const end = () => void environment.terminate();
    afterMs(SURPLUS_IDLE_MS, () => {
      const warm = [...this.#environments].filter(({ retired }) => !retired);
      if (warm.length > 1) end();
      else afterMs(IDLE_MS - SURPLUS_IDLE_MS, end);
    });
  }

  async #idleWithin(ms: number): Promise<void> {
    if (ms <= 0) return;
    let timer: Timer | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = this.#options.clock.after(ms, resolve);
    });
    await Promise.race([deadline, this.#idle()]);
    timer?.cancel();
  }

  #idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** The warm environment that has most to do: the others stay idle, and can end. */
  #warm(): Environment | undefined {
    const limit = this.#options.invocationsPerEnvironment ?? 1;
    return [...this.#environments]
      .filter((environment) => !environment.retired && environment.load < limit)
      .sort((a, b) => b.load - a.load)[0];
  }

  #start(): Environment {
    const { functionName, module, setup, handler, memoryMb, env, execArgv, timeoutSeconds, clock, onLog } =
      this.#options;
    const started: { environment?: Environment } = {};
    const faults = this.#options.faults?.({
      end: async (error) => await started.environment?.crash(error),
    });
    const environment = new Environment({
      data: {
        functionName,
        module,
        memoryMb,
        ...(setup && { setup }),
        ...(handler && { handler }),
        ...openServices(faults?.services ?? this.#options.services),
      },
      timeoutSeconds,
      env,
      ...(execArgv && { execArgv }),
      clock,
      onLog,
      onReady: () => {
        this.#startFailure = undefined;
      },
      onEnd: (ended, startFailure) => {
        this.#startFailure = startFailure ?? this.#startFailure;
        this.#environments.delete(ended);
        this.#idleTimers.get(ended)?.cancel();
        this.#idleTimers.delete(ended);
      },
    });
    this.#environments.add(environment);
    started.environment = environment;
    if (faults) this.#faults.set(environment, faults);
    return environment;
  }
}

function openServices(services: object | undefined): Pick<EnvironmentData, "services"> {
  if (!services) return {};
  const { port1, port2 } = new MessageChannel();
  answerCalls(port1, services);
  return { services: { port: port2, names: Object.keys(services) } };
}
