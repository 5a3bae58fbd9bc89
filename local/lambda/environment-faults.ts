// Where faults can strike an execution environment. `local/chaos` does it.
import type { FunctionError } from "./protocol.ts";

export type FaultyEnvironment = {
  /** Ends the thread; the invocation that runs fails with this error, as after a crash. */
  end(error: FunctionError): Promise<void>;
};

/** The faults of one environment, which has one invocation at a time. */
export type EnvironmentFaults = {
  /** What it calls instead of the function's services. */
  services: object;
  /** Told of each invocation before it begins. @returns its timeout in seconds. */
  begin(event: unknown, timeoutSeconds: number): number;
  /** The handler has returned. @returns the error with which the invocation fails all the same, its environment being ended. */
  beforeAnswer(): Promise<FunctionError | undefined>;
};
