// Makes the runs of schedules that are due before the next look.
import type { Backend } from "../backend.ts";
import { SCHEDULE } from "./keep.ts";
import type { RunOutcome } from "./schedule.ts";

/** Schedules by what became of their runs. */
export type RanSchedules = Record<RunOutcome, number> & {
  /** The queue or the store refused, too many jobs wait, or the schedule cannot be read: the next look tries again. */
  failed: number;
};

const PAGE = 50;
const PARALLEL = 10;

/**
 * A run that is due within `settings.recover.aheadSeconds` is enqueued ahead, with its time as `processAt`, so that it begins
 * on its second although this is called once a minute. First the schedule is written with the run as one that is being
 * made, which one of several lookers can do, then its job is enqueued, then its history says so. After a crash the next
 * look goes on. It reads schedules that are due, and no others. `hasTime` says whether to begin another few.
 */
export async function runSchedules(
  backend: Backend,
  hasTime: () => boolean = () => true,
): Promise<RanSchedules> {
  const horizon = backend.now() + backend.settings.recover.aheadSeconds * 1_000;
  const ran: RanSchedules = { enqueued: 0, skipped: 0, missed: 0, refused: 0, failed: 0 };
  const query = { order: "oldest", limit: PAGE, listedBefore: horizon } as const;
  let cursor: string | undefined;
  do {
    const page = await backend.store.listDocuments(SCHEDULE, {
      ...query,
      ...(cursor !== undefined && { cursor }),
    });
    for (let begun = 0; begun < page.items.length; begun += PARALLEL) {
      if (!hasTime()) return ran;
      const due = page.items.slice(begun, begun + PARALLEL);
      const { runSchedule } = await import("../late.ts");
      await Promise.all(due.map(({ id }) => runSchedule(backend, id, horizon, ran)));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ran;
}
