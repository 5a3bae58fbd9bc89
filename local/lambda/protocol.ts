// What a Lambda function and its execution environments say to each other.
import type { MessagePort } from "node:worker_threads";
import { messageWithPlace } from "../../core/error-place.ts";

export type EnvironmentData = {
  functionName: string;
  /** URL of the function's module. */
  module: string;
  /** URL of the module whose `createSetup` builds what the module's `createHandler` is given. Absent: a plain handler. */
  setup?: string;
  /** A plain handler's place among the module's exports: `handler`, `default`, `orders.handle`. */
  handler?: string;
  memoryMb: number;
  /** How the setup reaches objects of the thread that started the environment (`local/thread-calls.ts`). */
  services?: Services;
};

/** @param names of the objects that answer at the other end */
export type Services = { port: MessagePort; names: readonly string[] };

export type ToEnvironment =
  | { kind: "invoke"; id: number; event: string; requestId: string; deadline: number }
  /** The process is about to stop: running jobs go back to the queue. */
  | { kind: "shutdown" };

export type FromEnvironment =
  | { kind: "ready" }
  | { kind: "result"; id: number; payload: string }
  | { kind: "error"; id: number; error: FunctionError }
  | { kind: "init-error"; error: FunctionError }
  | { kind: "log"; line: string };

/** As Lambda reports it in the payload of a failed invocation. */
export type FunctionError = { errorType: string; errorMessage: string; trace: string[] };

export function functionErrorOf(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: "Error", errorMessage: String(error), trace: [] };
  const trace = (error.stack ?? "").split("\n");
  return { errorType: error.name, errorMessage: messageWithPlace(error), trace };
}
