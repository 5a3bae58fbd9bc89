// What is in the store and the queues once nothing moves any more.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Backend, Job, type JobStatus } from "../../core/jobs/index.ts";

export type Evidence = {
  /** Every record, by the job's id. */
  jobs: Map<string, Pick<Job, "type" | "status" | "cause" | "attempts" | "groupId">>;
  /** Locks and the id of the job that each names. */
  locks: Map<string, string>;
  /** Names of schedules that are still there. */
  schedules: string[];
  /** Groups that have not ended. */
  openGroups: string[];
  /** Messages in the queue: visible or hidden. */
  messages: number;
};

/** Reads the file itself, so that what the engine's lists leave out is seen too. */
export function readStore(dataFolder: string): Omit<Evidence, "messages"> {
  const db = new DatabaseSync(join(dataFolder, "jobs.sqlite"), { readOnly: true });
  try {
    const found: Omit<Evidence, "messages"> = {
      ...{ jobs: new Map(), locks: new Map(), schedules: [], openGroups: [] },
    };
    for (const row of db.prepare("SELECT key, json FROM items").iterate()) {
      const [kind, ...rest] = String(row.key).split("#");
      const id = rest.join("#");
      const value = JSON.parse(String(row.json));
      if (kind === "job") found.jobs.set(id, Job.parse(value));
      if (kind === "lock") found.locks.set(id, value.jobId);
      if (kind !== "document") continue;
      if (id.startsWith("schedule#")) found.schedules.push(id);
      if (id.startsWith("group#") && Object(value.value).endedAt === undefined) found.openGroups.push(id);
    }
    return found;
  } finally {
    db.close();
  }
}

const OPEN: JobStatus[] = ["pending", "queued", "running", "retrying", "scheduled"];

/** Whether anything may still move: a job, a message, a group. */
export async function isAtRest({ store, queue }: Backend): Promise<boolean> {
  const [jobs, groups, waiting, hidden] = await Promise.all([
    store.list({ status: OPEN, order: "oldest", limit: 1 }),
    store.listDocuments("group", { order: "oldest", limit: 1 }),
    queue.backlog(),
    queue.inFlight(),
  ]);
  return jobs.items.length + groups.items.length + waiting + hidden === 0;
}
