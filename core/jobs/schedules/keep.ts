// Reads and writes schedules: every write is conditional on the revision that was read.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { type Held, heldOf, type Schedule } from "./schedule.ts";

export const SCHEDULE = "schedule";

/** Where a schedule stands in the list while a run of it is being made: found by every look, whatever the clock says. */
const FIRST = 0;
/** Where one without a next run stands: the last time that there is. */
const LAST = 8.64e15;
/** After so many lost races the store itself must be at fault. */
const MOST_TRIES = 10;

export async function readSchedule({ store }: Backend, id: string): Promise<Held | undefined> {
  const found = await store.getDocument(SCHEDULE, id);
  return found && heldOf(found);
}

/** @throws VisibleError `schedule-not-found` */
export async function getHeld(backend: Backend, id: string): Promise<Held> {
  const held = await readSchedule(backend, id);
  if (held) return held;
  throw new VisibleError(
    "schedule-not-found",
    `no schedule ${JSON.stringify(id)}; it may have been deleted`,
    { scheduleId: id },
  );
}

/** @returns undefined when somebody else has changed it since. */
export async function writeSchedule(
  { store }: Backend,
  { id, revision }: Pick<Held, "id" | "revision">,
  schedule: Schedule,
): Promise<Held | undefined> {
  const listedAt = schedule.making ? FIRST : (schedule.nextRunAt ?? LAST);
  const written = await store.putDocument(SCHEDULE, id, schedule, { revision, listedAt });
  return written ? { id, schedule, revision: revision + 1 } : undefined;
}

/** Does something that a change by somebody else may come between: it gives undefined then, and is done again. */
export async function untilDone<T>(id: string, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new VisibleError("try-again", `schedule ${id} is changed by others at this moment; try again`, {
    scheduleId: id,
    retryAfterSeconds: 1,
  });
}
