// Fills the files of an embedded AWS that does not run, by direct writes: a million jobs in seconds.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generateBriefing } from "../../core/briefings/job.ts";
import { type Job, jobListKey, listKey } from "../../core/jobs/index.ts";
import type { Settings } from "../../core/settings.ts";

const DAY_MS = 86_400_000;

const makeJob = (index: number, now: number, status: "queued" | "retrying"): Job => ({
  v: 1,
  id: `brf_${status}${index}`,
  type: generateBriefing.name,
  status,
  title: "Offshore wind",
  request: { topic: "Offshore wind" },
  requestHash: "none",
  createdAt: now - DAY_MS + index,
  // None is overdue: the one was just sent, the other waits for hours.
  sentAt: now,
  ...(status === "retrying" && { nextAttemptAt: now + DAY_MS / 4 }),
  attempts: [],
  roundStart: 0,
  redrives: [],
  resends: 0,
  revision: 1,
});

/** @param overdueAtEnd the youngest of them should have moved long ago */
export function fillJobs(
  folder: string,
  count: number,
  status: "queued" | "retrying",
  { overdueAtEnd = false } = {},
): void {
  const now = Date.now();
  write(join(folder, "jobs.sqlite"), (db) => {
    const insert = db.prepare("INSERT INTO items (key, list, listed, json) VALUES (?, ?, ?, ?)");
    for (let index = 0; index < count; index++) {
      const job = makeJob(index, now, status);
      if (overdueAtEnd && index === count - 1)
        Object.assign(job, { sentAt: job.createdAt, nextAttemptAt: job.createdAt });
      insert.run(`job#${job.id}`, job.status, jobListKey(job), JSON.stringify(job));
    }
  });
}

/** Messages that wait in the queue of jobs. Nothing receives them. */
export function fillQueue(folder: string, count: number): void {
  fillMessages(folder, "briefings", count);
}

/** Dead letters; `known` of them were logged before. */
export function fillDeadLetters(folder: string, count: number, known: number, settings: Settings): void {
  const ids = fillMessages(folder, "briefings-dead", count);
  const now = Date.now();
  const expires = Math.ceil(now / 1_000) + settings.jobs.terminalRetentionSeconds;
  write(join(folder, "jobs.sqlite"), (db) => {
    const insert = db.prepare("INSERT INTO items (key, list, listed, expires, json) VALUES (?, ?, ?, ?, ?)");
    for (const messageId of ids.slice(0, known)) {
      const entry = {
        messageId,
        cause: "unreadable",
        reason: "of a benchmark",
        seenAt: now,
        expiresAtSeconds: expires,
      };
      insert.run(
        `dead-letter#${messageId}`,
        "dead-letter",
        listKey(now, messageId),
        expires,
        JSON.stringify(entry),
      );
    }
  });
}

/** @returns the ids of the messages. */
function fillMessages(folder: string, queue: string, count: number): string[] {
  const ids: string[] = [];
  write(join(folder, "sqs.sqlite"), (db) => {
    const queueId = Number(db.prepare("SELECT id FROM queue WHERE name = ?").get(queue)?.id);
    const meta = db.prepare("SELECT value FROM meta WHERE key = ?");
    const prefix = String(meta.get("id_prefix")?.value);
    const first = Number(meta.get("next_seq")?.value ?? 1);
    const insert = db.prepare(
      "INSERT INTO message (seq, queue_id, body, sent_at) VALUES (?, ?, 'garbage', ?)",
    );
    const now = Date.now();
    for (let seq = first; seq < first + count; seq++) {
      insert.run(seq, queueId, now);
      ids.push(`${prefix}${seq.toString(16).padStart(12, "0")}`);
    }
    db.prepare("INSERT OR REPLACE INTO meta VALUES ('next_seq', ?)").run(first + count);
  });
  return ids;
}

function write(file: string, run: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  try {
    db.exec("BEGIN");
    run(db);
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}
