// Where a job's record stands in the table's index: in which list, and in which of that list's shards (docs/decisions/0004).
import { JobStatus } from "../jobs/engine.ts";

/**
 * The lists of the index and how many keys each is spread over. One key takes 1,000 write units a second; a job costs
 * `open` three, and the list it ends in one. A number may grow later, and never shrink: readers look at every shard.
 */
export const SHARDS = { pending: 8, scheduled: 8, open: 32, succeeded: 8, dead: 8, cancelled: 8 } as const;
type Place = keyof typeof SHARDS;

/** In the order in which a job moves. The open states share a list, so that a move between them rewrites the index entry and does not move it. */
const places: Readonly<Record<JobStatus, Place>> = {
  pending: "pending",
  scheduled: "scheduled",
  queued: "open",
  running: "open",
  retrying: "open",
  succeeded: "succeeded",
  dead: "dead",
  cancelled: "cancelled",
};

/** The key of the list that a job of this status is in. */
export const listOf = (jobId: string, status: JobStatus): string => {
  const place = places[status];
  return `${place}#${hash(jobId) % SHARDS[place]}`;
};

/**
 * The keys under which jobs of these statuses, or of all, are found.
 * `shared`: jobs of other statuses are among them.
 */
export function listsOf(statuses: readonly JobStatus[] = JobStatus.options): {
  keys: readonly string[];
  shared: boolean;
} {
  const wanted = new Set(statuses.map((status) => places[status]));
  const there = JobStatus.options.filter((status) => wanted.has(places[status]));
  return {
    keys: (Object.keys(SHARDS) as Place[]).filter((place) => wanted.has(place)).flatMap(keysOf),
    shared: there.some((status) => !statuses.includes(status)),
  };
}

const keysOf = (place: Place): string[] =>
  Array.from({ length: SHARDS[place] }, (_, shard) => `${place}#${shard}`);

/** FNV-1a of 32 bits. It decides where records stand, so it must never change. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
