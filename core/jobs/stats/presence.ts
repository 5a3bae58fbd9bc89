// Tells that an execution environment or a worker process is there: one small write a minute, and none when it is gone.
import type { Backend } from "../backend.ts";
import { withinSeconds } from "../time-budget.ts";

export const PRESENCE_KIND = "worker";

export type WorkerAbout = {
  /** As in the claims of what it runs (`Backend.workerId`). */
  id: string;
  /** An execution environment of Lambda's, a `worker`, or `dev` with all its environments. */
  kind: "lambda" | "worker" | "dev";
  /** When its process started (ms), and how long it took until it could take a job. */
  since: number;
  coldStartMs: number;
  /** Lambda's log stream of this environment. */
  logStream?: string;
};

export interface Presence {
  /** At most once a minute. Never rejects, and is waited for 2 seconds at most. */
  announce(): Promise<void>;
  /** Never rejects. */
  leave(): Promise<void>;
}

const EVERY_MS = 60_000;
const WAIT_SECONDS = 2;
/** A process that writes every minute is gone when it has not for three. A frozen environment of Lambda's writes nothing. */
const KEPT_SECONDS = { lambda: 900, worker: 180, dev: 180 } as const;

export function createPresence(
  { store, log, now }: Pick<Backend, "store" | "log" | "now">,
  about: WorkerAbout,
): Presence {
  let announcedAt = Number.NEGATIVE_INFINITY;
  let revision = 0;

  async function write(): Promise<void> {
    for (let tries = 0; tries < 2; tries++) {
      const written = await store.putDocument(
        PRESENCE_KIND,
        about.id,
        { ...about, lastSeenAt: now() },
        {
          revision,
          listedAt: about.since,
          expiresAtSeconds: Math.ceil(now() / 1_000) + KEPT_SECONDS[about.kind],
        },
      );
      if (written) {
        revision++;
        return;
      }
      // It has expired, or a process of the same name was here before.
      revision = (await store.getDocument(PRESENCE_KIND, about.id))?.revision ?? 0;
    }
  }

  const quietly = (work: () => Promise<unknown>) =>
    withinSeconds(WAIT_SECONDS, work).then(
      () => {},
      (error: unknown) => log.warn({ err: error }, "presence not written"),
    );

  return {
    async announce() {
      if (now() - announcedAt < EVERY_MS) return;
      announcedAt = now();
      await quietly(write);
    },
    leave: () => quietly(() => store.deleteDocument(PRESENCE_KIND, about.id, revision)),
  };
}
