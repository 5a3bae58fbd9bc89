// Writes what a process outside Lambda has counted, and that the process is there: by a timer, and when it ends.
import { hostname } from "node:os";
import { type Backend, createPresence, type WorkerAbout } from "../core/jobs/index.ts";
import type { Clock, Timer } from "./clock.ts";

/** A write to a file costs nothing, so the numbers are a second old. DynamoDB's are a minute old. */
const FILE_EVERY_MS = 1_000;
const TABLE_EVERY_MS = 60_000;

export const statsEveryMs = (env: NodeJS.ProcessEnv): number =>
  env.TABLE_NAME ? TABLE_EVERY_MS : FILE_EVERY_MS;

/** Of this process: all its execution environments claim under one name. */
export const ownWorkerId = (): string => `${hostname()}:${process.pid}`.slice(-60);

const aboutThis = (kind: WorkerAbout["kind"], id: string, nowMs: number): WorkerAbout => ({
  id,
  kind,
  since: Math.round(performance.timeOrigin),
  coldStartMs: Math.max(0, Math.round(nowMs - performance.timeOrigin)),
});

/** @returns `close`, to be awaited before the store is closed. */
export function flushStats(
  backend: Backend,
  options: { kind: WorkerAbout["kind"]; everyMs: number; clock: Clock },
): { close(): Promise<void> } {
  const { kind, everyMs, clock } = options;
  const { stats, workerId = ownWorkerId() } = backend;
  const presence = createPresence(backend, aboutThis(kind, workerId, clock.now()));
  let timer: Timer | undefined;
  const look = () => {
    timer = clock.after(everyMs, look);
    void stats?.flush();
    void presence.announce();
  };
  look();
  return {
    async close() {
      timer?.cancel();
      await Promise.all([stats?.flush({ now: true }), presence.leave()]);
    },
  };
}
