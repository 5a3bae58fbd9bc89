// Failures, races and delays of a store or a queue, on demand.

export type FaultOptions = {
  /** Calls that fail; without it all, until `mend`. */
  times?: number;
  error?: Error;
};

export type Faults<Operation extends string> = {
  /** The next calls of the operation reject, and do nothing. */
  fail(operation: Operation, options?: FaultOptions): void;
  /** Ends the failures of this operation, or of all. */
  mend(operation?: Operation): void;
  /** Runs once, before the operation's next call: a race, made certain. */
  before(operation: Operation, run: () => unknown): void;
  /** Holds every call of the operation until the returned function is called. */
  hold(operation: Operation): () => void;
  /** Calls so far, those that failed too. */
  calls(operation: Operation): number;
};

/** @returns the faults, and `disturb`, which each operation awaits before it does its work. */
export function createFaults<Operation extends string>(
  of: string,
): { faults: Faults<Operation>; disturb(operation: Operation): Promise<void> } {
  const failures = new Map<Operation, Required<FaultOptions>>();
  const befores = new Map<Operation, (() => unknown)[]>();
  const gates = new Map<Operation, Promise<void>>();
  const counts = new Map<Operation, number>();
  const faults: Faults<Operation> = {
    fail(operation, options = {}) {
      const { times = Number.POSITIVE_INFINITY, error = new Error(`${of}: ${operation} failed`) } = options;
      failures.set(operation, { times, error });
    },
    mend(operation) {
      if (operation === undefined) failures.clear();
      else failures.delete(operation);
    },
    before(operation, run) {
      befores.set(operation, [...(befores.get(operation) ?? []), run]);
    },
    hold(operation) {
      const { promise, resolve } = Promise.withResolvers<void>();
      gates.set(operation, promise);
      return () => {
        gates.delete(operation);
        resolve();
      };
    },
    calls: (operation) => counts.get(operation) ?? 0,
  };
  return {
    faults,
    async disturb(operation) {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      await befores.get(operation)?.shift()?.();
      await gates.get(operation);
      const failure = failures.get(operation);
      if (!failure || failure.times === 0) return;
      failure.times--;
      throw failure.error;
    },
  };
}
