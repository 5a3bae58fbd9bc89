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
  /** Messages in the queue: visible, hidden or delayed. */
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

/**
 * Whether anything may still move: a message, a job, a group. Messages first: one brings jobs, and what goes on without one
 * is a job.
 */
export async function isAtRest({ store, queue }: Pick<Backend, "store" | "queue">): Promise<boolean> {
  if ((await messagesIn(queue)) > 0) return false;
  const jobs = await store.list({ status: OPEN, order: "oldest", limit: 1 });
  const groups = await store.listDocuments("group", { order: "oldest", limit: 1 });
  return jobs.items.length + groups.items.length === 0;
}

/** Visible, hidden or delayed, counted at one moment: one that is received or comes back meanwhile would be in no count. */
export async function messagesIn(queue: Backend["queue"]): Promise<number> {
  const counts = await queue.counts();
  return counts.reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
}
