// The journal in SQLite: every change before it is acknowledged, and everything back at the next start.
import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import {
  type Engine,
  type Journal,
  type Message,
  type MoveTask,
  noJournal,
  type Queue,
} from "./engine/model.ts";
import { createEngine } from "./engine/queues.ts";
import { DEDUPLICATION_MS } from "./engine/send.ts";
import { explainFileError, openJournalFile } from "./journal-file.ts";
import { restore } from "./journal-restore.ts";

export type OpenJournal = {
  engine: Engine;
  /** Ends the open transaction, if any. @throws where the disk refuses */
  commit(): void;
  close(): void;
};

/** Sequence numbers are promised to the file in blocks, so that none is ever used twice, and one send is one row. */
const SEQ_BLOCK = 100_000;

/** One in so many FIFO sends takes what is past its five minutes out of the table. */
const DEDUPLICATION_SWEEP = 1000;

/** An engine that forgets everything when it ends. */
export function openMemory(): OpenJournal {
  return { engine: createEngine(noJournal, newIdPrefix()), commit() {}, close() {} };
}

/**
 * Opens or makes the data file and reads it into an engine.
 * @param onWrite called when a transaction opens: somebody has to `commit` it
 * @throws Error that names the file and the remedy: in use, corrupt, newer, not writable
 */
export function openJournal(dataFile: string, fsync: boolean, now: number, onWrite: () => void): OpenJournal {
  const db = openJournalFile(dataFile, fsync);
  try {
    const writer = createWriter(db, onWrite);
    const engine = createEngine(writer.journal, readIdPrefix(db));
    // Every row is read, so that damage shows now and not in the middle of the work.
    restore(db, engine, now);
    writer.begin(engine);
    return {
      engine,
      commit: writer.commit,
      close() {
        writer.end(engine);
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw explainFileError(error, dataFile);
  }
}

/** A UUID's first 24 characters, those of version 4. */
function newIdPrefix(): string {
  return randomUUID().slice(0, 24);
}

function readIdPrefix(db: DatabaseSync): string {
  const stored = db.prepare("SELECT value FROM meta WHERE key = 'id_prefix'").get();
  if (stored) return String(stored.value);
  const prefix = newIdPrefix();
  db.prepare("INSERT INTO meta VALUES ('id_prefix', ?)").run(prefix);
  return prefix;
}

function createWriter(db: DatabaseSync, onWrite: () => void) {
  const statement = (sql: string) => db.prepare(sql);
  const begin = statement("BEGIN");
  const commit = statement("COMMIT");
  const saveQueue = statement("INSERT OR REPLACE INTO queue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const insertMessage = statement("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)");
  const moveMessage = statement("UPDATE message SET queue_id = ?, sent_at = ?, extra = ? WHERE seq = ?");
  const deleteMessage = statement("DELETE FROM message WHERE seq = ?");
  const saveDelivery = statement("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?)");
  const deleteOldDeduplication = statement("DELETE FROM deduplication WHERE sent_at <= ?");
  const deleteDelivery = statement("DELETE FROM delivery WHERE seq = ?");
  const saveDeduplication = statement("INSERT OR REPLACE INTO deduplication VALUES (?, ?, ?, ?)");
  const saveMeta = statement("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  const saveMoveTask = statement("INSERT OR REPLACE INTO move_task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");

  let open = false;
  const write = () => {
    if (open) return;
    begin.run();
    open = true;
    onWrite();
  };
  let promised = 0;
  const promise = (seq: number) => {
    if (seq < promised) return;
    promised = seq + SEQ_BLOCK;
    saveMeta.run("next_seq", promised);
  };
  const delivery = (message: Message) =>
    saveDelivery.run(
      message.seq,
      message.visibleAt,
      message.receiveCount,
      message.receivesHere,
      message.firstReceivedAt,
    );
  const extraOf = (message: Message) => (message.extra ? JSON.stringify(message.extra) : null);
  const emptyQueue = (queue: Queue) => {
    db.prepare("DELETE FROM delivery WHERE seq IN (SELECT seq FROM message WHERE queue_id = ?)").run(
      queue.id,
    );
    db.prepare("DELETE FROM message WHERE queue_id = ?").run(queue.id);
    db.prepare("DELETE FROM deduplication WHERE queue_id = ?").run(queue.id);
  };

  const journal: Journal = {
    queueSaved(queue) {
      write();
      saveQueue.run(
        queue.id,
        queue.accountId,
        queue.region,
        queue.name,
        JSON.stringify(queue.attributes),
        JSON.stringify(queue.tags),
        queue.createdAt,
        queue.modifiedAt,
        queue.purgedAt,
      );
    },
    queueDeleted(queue, at) {
      write();
      emptyQueue(queue);
      db.prepare("DELETE FROM queue WHERE id = ?").run(queue.id);
      db.prepare("INSERT OR REPLACE INTO deleted_queue VALUES (?, ?)").run(queue.arn, at);
      // The id of the youngest queue must not come back with the next one.
      saveMeta.run("next_queue_id", queue.id + 1);
    },
    queuePurged(queue) {
      write();
      emptyQueue(queue);
      journal.queueSaved(queue);
    },
    messageAdded(queue, message) {
      write();
      promise(message.seq);
      const groupId = message.group.id === "" ? null : message.group.id;
      insertMessage.run(
        message.seq,
        queue.id,
        message.body,
        message.sentAt,
        groupId,
        message.senderId === queue.accountId ? null : message.senderId,
        extraOf(message),
      );
      if (message.visibleAt > message.sentAt) delivery(message);
    },
    messageChanged(message) {
      write();
      delivery(message);
    },
    messageMoved(queue, message) {
      write();
      moveMessage.run(queue.id, message.sentAt, extraOf(message), message.seq);
      delivery(message);
    },
    messageDeleted(message) {
      write();
      deleteMessage.run(message.seq);
      deleteDelivery.run(message.seq);
    },
    deduplicationAdded(queue, key, seq, sentAt) {
      write();
      saveDeduplication.run(queue.id, key, seq, sentAt);
      if (seq % DEDUPLICATION_SWEEP === 0) deleteOldDeduplication.run(sentAt - DEDUPLICATION_MS);
    },
    moveTaskSaved(task: MoveTask) {
      write();
      saveMoveTask.run(
        task.id,
        task.sourceArn,
        task.destinationArn,
        task.maxPerSecond,
        task.startedAt,
        task.toMove,
        task.moved,
        task.status,
        task.failureReason,
      );
    },
  };

  const commitOpen = () => {
    if (!open) return;
    commit.run();
    open = false;
  };
  return {
    journal,
    commit: commitOpen,
    begin(engine: Engine) {
      promised = engine.nextSeq;
    },
    /** The rest of the block was not used. */
    end(engine: Engine) {
      saveMeta.run("next_seq", engine.nextSeq);
      commitOpen();
    },
  };
}
