// Carries out SQS's actions for callers in the server's own process: without HTTP, signature and serialisation.
import { LongPoll, type Output } from "./actions/call.ts";
import { runAction } from "./actions/index.ts";
import type { Engine } from "./engine/model.ts";
import type { SqsError } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Pollers } from "./pollers.ts";

/**
 * Resolves with the action's output once its changes are committed, as an HTTP answer is written then. Undefined when
 * this call is to meet a fault that a test has asked for: it is then made over HTTP, where its client meets the fault.
 * `signal` ends a receive that waits, which then takes no message.
 * @throws SqsError, and the signal's reason
 */
export type Perform = (action: string, input: object, signal?: AbortSignal) => Promise<Output | undefined>;

type Parts = {
  engine: Engine;
  pollers: Pollers;
  commits: GroupCommit;
  faults: Faults;
  now: () => number;
  afterAction: () => void;
  /** What an unexpected error becomes. */
  explain: (error: unknown) => SqsError;
};

/** The account and region of every client that `local/` makes. */
const IDENTITY = { accountId: "000000000000", region: "us-east-1", signed: true };

export function createPerform(parts: Parts, baseUrl: () => string): Perform {
  const { engine, pollers, commits, faults } = parts;
  return (action, input, signal) => {
    if (faults.awaits(action, Object(input).QueueUrl)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const answer = (output: Output, urgent = false) =>
        commits.afterCommit((failure) => (failure ? reject(failure) : resolve(output)), urgent);
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      try {
        const call = {
          engine,
          identity: IDENTITY,
          baseUrl: baseUrl(),
          now: parts.now(),
          inside: true,
          traceHeader: undefined,
        };
        const output = runAction(action, call, input);
        if (output instanceof LongPoll) wait(output, answer, reject, signal);
        else answer(output);
      } catch (error) {
        reject(parts.explain(error));
      }
      pollers.serve();
      parts.afterAction();
    });
  };

  function wait(
    poll: LongPoll,
    answer: (output: Output, urgent: boolean) => void,
    reject: (error: unknown) => void,
    signal: AbortSignal | undefined,
  ): void {
    const withdraw = pollers.wait(poll, (result) => {
      signal?.removeEventListener("abort", giveUp);
      if (result instanceof Error) reject(result);
      else answer(result, true);
    });
    const giveUp = () => {
      withdraw();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
  }
}
