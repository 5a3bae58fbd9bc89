// Lets few requests at once go to one host, and few in all; the others wait their turn.

export type TakeTurn = (key: string, signal: AbortSignal) => Promise<() => void>;

/**
 * At most `perKey` turns at once for a key. `takeTurn` answers the function that gives the turn back.
 * @throws the signal's reason when it is aborted while waiting.
 */
export function createTurns(perKey: number): TakeTurn {
  const busy = new Map<string, number>();
  const waiting = new Map<string, Array<() => void>>();

  const release = (key: string) => {
    const next = waiting.get(key)?.shift();
    if (next !== undefined) return next();
    const left = (busy.get(key) ?? 1) - 1;
    waiting.delete(key);
    if (left > 0) busy.set(key, left);
    else busy.delete(key);
  };

  const once = (key: string) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      release(key);
    };
  };

  return async (key, signal) => {
    signal.throwIfAborted();
    const count = busy.get(key) ?? 0;
    if (count < perKey) {
      busy.set(key, count + 1);
      return once(key);
    }
    await new Promise<void>((resolve, reject) => {
      const queue = waiting.get(key) ?? [];
      waiting.set(key, queue);
      const onTurn = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = () => {
        queue.splice(queue.indexOf(onTurn), 1);
        reject(signal.reason);
      };
      queue.push(onTurn);
      signal.addEventListener("abort", onAbort, { once: true });
    });
    return once(key);
  };
}
