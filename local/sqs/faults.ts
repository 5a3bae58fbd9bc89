// Faults that a test asks for: requests that are throttled, fail, hang, or are carried out without an answer.
import type { ServerResponse } from "node:http";
import { refuseUnknownOptions } from "../known-options.ts";
import { actions } from "./actions/index.ts";
import { SqsError } from "./errors.ts";

export type FaultKind =
  /** Refused with RequestThrottled, 403; SDKs try again. Nothing is carried out. */
  | "throttle"
  /** Refused with InternalFailure, 500; SDKs try again. Nothing is carried out. */
  | "server-error"
  /** Never answered: the connection stays open. Nothing is carried out. */
  | "hang"
  /** Carried out; then the connection is cut without an answer. */
  | "lost-answer";

export type FaultOptions = {
  /** As in `SendMessage`. Absent: any action. */
  action?: string;
  /** The name of a queue. Absent: any queue. */
  queue?: string;
  /** How many requests have the fault. Default 1. `Infinity`: all, until it is removed. */
  times?: number;
};

/** A fault that was asked for. */
export type Fault = {
  /** How many requests have had it. */
  readonly hits: number;
  remove(): void;
};

const KINDS: readonly FaultKind[] = ["throttle", "server-error", "hang", "lost-answer"];

type Asked = FaultOptions & { kind: FaultKind; left: number; hits: number };

export class Faults {
  readonly #asked = new Set<Asked>();
  readonly #hanging = new Set<ServerResponse>();

  /** @throws Error where no request could ever have this fault */
  add(kind: FaultKind, options: FaultOptions = {}): Fault {
    if (!KINDS.includes(kind))
      throw new Error(`fail: there is no fault ${kind}; the faults are ${KINDS.join(", ")}`);
    refuseUnknownOptions("fail", options, { action: true, queue: true, times: true });
    if (options.action !== undefined && !actions.has(options.action))
      throw new Error(`fail: SQS has no action ${options.action}; it is like SendMessage`);
    const asked: Asked = { ...options, kind, left: options.times ?? 1, hits: 0 };
    this.#asked.add(asked);
    return {
      get hits() {
        return asked.hits;
      },
      remove: () => {
        this.#asked.delete(asked);
      },
    };
  }

  /** The fault of a request: of those that match, the one that was asked for first. */
  take(action: string, queueAddress: string | undefined): FaultKind | undefined {
    const asked = this.#find(action, queueAddress);
    if (!asked) return undefined;
    asked.hits += 1;
    asked.left -= 1;
    if (asked.left <= 0) this.#asked.delete(asked);
    return asked.kind;
  }

  /** Whether such a request would have a fault. */
  awaits(action: string, queueAddress: string | undefined): boolean {
    return this.#find(action, queueAddress) !== undefined;
  }

  #find(action: string, queueAddress: string | undefined): Asked | undefined {
    if (this.#asked.size === 0) return undefined;
    const queue = queueAddress?.split(/[/:]/).at(-1);
    for (const asked of this.#asked) {
      if (asked.action !== undefined && asked.action !== action) continue;
      if (asked.queue !== undefined && asked.queue !== queue) continue;
      return asked;
    }
    return undefined;
  }

  hang(response: ServerResponse): void {
    this.#hanging.add(response);
    response.once("close", () => this.#hanging.delete(response));
  }

  /** Forgets every fault, and cuts the connections that hang. */
  clear(): void {
    this.#asked.clear();
    for (const response of this.#hanging) response.destroy();
  }
}

/** What is answered to a request that is refused. */
export function refusalOf(kind: "throttle" | "server-error"): SqsError {
  return kind === "throttle"
    ? new SqsError("RequestThrottled", "Request is throttled.")
    : new SqsError("InternalFailure", "A test asked this request to fail.");
}
