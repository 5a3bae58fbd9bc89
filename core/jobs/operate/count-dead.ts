// How many jobs are dead and not archived: what the inbox shows, not how many messages the dead-letter queue holds.
import type { Backend } from "../backend.ts";

/** Of the thousand jobs that were made last; `exact`: false when there are more. */
export type DeadJobs = { count: number; exact: boolean };

/** The longest page of a list, so it is one request. */
const MOST_READ = 1_000;

/** A job is dead with or without a message in the dead-letter queue: those expire, are purged, or never belonged to a job. */
export async function countDead({ store }: Pick<Backend, "store">): Promise<DeadJobs> {
  const { items, cursor } = await store.list({
    ...{ status: "dead", order: "newest", limit: MOST_READ, maxRead: MOST_READ },
  });
  const count = items.filter(({ archivedAt }) => archivedAt === undefined).length;
  return { count, exact: cursor === undefined };
}
