// Gathers the messages of jobs that are enqueued at the same time, and sends them together.
import type { JobQueue, Outgoing, Sent } from "../ports.ts";

export type Gathered = {
  send: JobQueue["send"];
  /** To be called once for each of the jobs when it is through, whether it has sent or not. */
  end(): void;
  /** Whether messages were to be sent, and none was. */
  allFailed(): boolean;
};

type Waiting = { outgoing: Outgoing; settled: PromiseWithResolvers<string> };

/**
 * The messages are sent as soon as each of the `jobs` jobs has either given its message or ended without one. `send`
 * resolves for each job when its own message was sent, as a queue's own `send` does.
 */
export function gatherSends(queue: JobQueue, jobs: number, signal: AbortSignal | undefined): Gathered {
  let waiting: Waiting[] = [];
  let ended = 0;
  let [tried, sent] = [0, 0];

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const outcomes: Sent[] = await queue.sendMany(
      batch.map(({ outgoing }) => outgoing),
      signal ? { signal } : {},
    );
    for (const [index, { settled }] of batch.entries()) {
      const outcome = outcomes[index] ?? { error: new Error("the queue did not say whether it was sent") };
      tried++;
      if ("messageId" in outcome) {
        sent++;
        settled.resolve(outcome.messageId);
      } else settled.reject(outcome.error);
    }
  }
  function check(): void {
    if (waiting.length === 0 || waiting.length + ended < jobs) return;
    const [...batch] = waiting;
    flush().catch((error: unknown) => {
      for (const { settled } of batch) settled.reject(error);
    });
  }

  return {
    send(message, { signal: _, ...options } = {}) {
      const settled = Promise.withResolvers<string>();
      waiting.push({ outgoing: { message, options }, settled });
      check();
      return settled.promise;
    },
    end() {
      ended++;
      check();
    },
    allFailed: () => tried > 0 && sent === 0,
  };
}
