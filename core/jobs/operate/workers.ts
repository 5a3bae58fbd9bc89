// Who runs jobs: execution environments and worker processes, and what each runs just now.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { attemptNumber } from "../record/attempts.ts";
import type { Job } from "../record/job.ts";
import { PRESENCE_KIND } from "../stats/presence.ts";

export type RunningJob = {
  jobId: string;
  type: string;
  title: string;
  /** 1 at the first attempt. */
  attempt: number;
  /** When this attempt began (ms). */
  since: number;
  /** Until then nobody else takes the job (ms). When this is over, its process has vanished. */
  leaseUntil: number;
};

export type WorkerView = {
  /** As claims name it: the end of Lambda's log stream, or `host:pid`. `unknown` of claims that name none. */
  id: string;
  /** Absent when it has not told anything but what it runs: a new environment of Lambda's in its first job. */
  kind?: "lambda" | "worker" | "dev";
  /** When its process started (ms), and how long it took until it could take a job. */
  since?: number;
  coldStartMs?: number;
  /** Lambda's log stream. */
  logStream?: string;
  /** The last sign of it (ms). */
  lastSeenAt: number;
  /** The oldest first. */
  running: RunningJob[];
};

/** `complete`: false when there are more than a hundred running jobs, or many that wait were read past. */
export type Workers = { workers: WorkerView[]; complete: boolean };

const Told = z.object({
  id: z.string(),
  kind: z.enum(["lambda", "worker", "dev"]),
  since: z.number(),
  coldStartMs: z.number(),
  logStream: z.string().optional(),
  lastSeenAt: z.number(),
});

const PAGE = 100;
const MOST_PAGES = 10;
/** A running job is among the oldest that are open, unless thousands wait in front of it for a retry. */
const MOST_READ = 5_000;

/**
 * Those that told of themselves in the last three minutes, on Lambda fifteen (an idle environment is frozen, and tells
 * nothing), and those that hold a claim; the one that has been there for the longest first.
 * It costs a list, and a read for each running job, a hundred at most. @throws StoreError.
 */
export async function listWorkers(backend: Backend): Promise<Workers> {
  const [told, running] = await Promise.all([tellers(backend), runningJobs(backend)]);
  const workers = new Map(
    told.map((worker): [string, WorkerView] => [worker.id, { ...worker, running: [] }]),
  );
  for (const { by, job } of running.jobs) {
    const known = workers.get(by) ?? { id: by, lastSeenAt: job.since, running: [] };
    known.running.push(job);
    known.lastSeenAt = Math.max(known.lastSeenAt, job.since);
    workers.set(by, known);
  }
  const age = ({ since, lastSeenAt }: WorkerView) => since ?? lastSeenAt;
  return {
    workers: [...workers.values()].sort((a, b) => age(a) - age(b)),
    complete: running.complete,
  };
}

async function tellers({ store }: Backend): Promise<z.infer<typeof Told>[]> {
  const found: z.infer<typeof Told>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { order: "oldest", limit: PAGE, ...(cursor !== undefined && { cursor }) } as const;
    const read = await store.listDocuments(PRESENCE_KIND, query);
    for (const { value } of read.items) {
      // A newer release may tell other things.
      const parsed = Told.safeParse(value);
      if (parsed.success) found.push(parsed.data);
    }
    cursor = read.cursor;
    if (cursor === undefined) break;
  }
  return found;
}

async function runningJobs({ store }: Backend) {
  const query = { status: "running", order: "oldest", limit: PAGE, maxRead: MOST_READ } as const;
  const { items, cursor } = await store.list(query);
  const records = await Promise.all(items.map(({ id }) => store.get(id)));
  const jobs = records.flatMap((job) => {
    const view = job && viewRunning(job);
    return view ? [{ by: job.claim?.by ?? "unknown", job: view }] : [];
  });
  return { jobs: jobs.sort((a, b) => a.job.since - b.job.since), complete: cursor === undefined };
}

/** @returns undefined when it has ended since it was listed. */
function viewRunning({ status, id, type, title, attempts, claim }: Job): RunningJob | undefined {
  const last = attempts.at(-1);
  if (status !== "running" || !claim || !last) return undefined;
  const { leaseUntil } = claim;
  return { jobId: id, type, title, attempt: attemptNumber({ attempts }), since: last.startedAt, leaseUntil };
}
