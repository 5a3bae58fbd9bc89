// Pauses a schedule, and lets it go on.
import type { Backend } from "../backend.ts";
import { openKept } from "./cron.ts";
import { getHeld, untilDone, writeSchedule } from "./keep.ts";
import { nextRun } from "./put-schedule.ts";
import type { Held } from "./schedule.ts";

/**
 * No run of it is made any more. A run whose job is enqueued already, up to `settings.recover.aheadSeconds` before its
 * time, is not taken back: cancel its job. @throws VisibleError `schedule-not-found`, `try-again`.
 */
export const pauseSchedule = (backend: Backend, id: string): Promise<Held> =>
  untilDone(id, async () => {
    const held = await getHeld(backend, id);
    if (held.schedule.pausedAt !== undefined) return held;
    const { nextRunAt: _, ...schedule } = held.schedule;
    return await writeSchedule(backend, held, { ...schedule, pausedAt: backend.now() });
  });

/** From its next run on: what was due meanwhile is not made up. @throws VisibleError `schedule-not-found`, `try-again`. */
export const resumeSchedule = (backend: Backend, id: string): Promise<Held> =>
  untilDone(id, async () => {
    const held = await getHeld(backend, id);
    if (held.schedule.pausedAt === undefined) return held;
    const { pausedAt: _, ...schedule } = held.schedule;
    const nextRunAt = nextRun(backend, schedule, await openKept(schedule));
    return await writeSchedule(backend, held, { ...schedule, nextRunAt });
  });
