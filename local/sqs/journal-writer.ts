// Writes the journal. A change is one row or two; all changes of one turn of the event loop are one transaction.
import type { DatabaseSync } from "node:sqlite";
import type { Engine, Journal, Message, Queue } from "./engine/model.ts";
import { KEPT_TASKS } from "./engine/move-tasks.ts";
import { NAME_TAKEN_MS } from "./engine/queues.ts";
import { DEDUPLICATION_MS } from "./engine/send.ts";

/** The file reserves sequence numbers in blocks: none is used twice after a crash, and a send still writes one row. */
const SEQ_BLOCK = 100_000;

/** One in this many FIFO sends deletes the rows that are older than five minutes. */
const DEDUPLICATION_SWEEP = 1000;

export type JournalWriter = {
  journal: Journal;
  /** Commits the open transaction, if any. @throws where the disk refuses */
  commit(): void;
  /** Continues the sequence numbers of the engine, which has just been restored. */
  begin(engine: Engine): void;
  end(engine: Engine): void;
};

/** @param onWrite called when a transaction opens */
export function createWriter(db: DatabaseSync, onWrite: () => void): JournalWriter {
  const statement = (sql: string) => db.prepare(sql);
  const begin = statement("BEGIN");
  const commit = statement("COMMIT");
  const saveQueue = statement("INSERT OR REPLACE INTO queue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const insertMessage = statement("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)");
  const moveMessage = statement("UPDATE message SET queue_id = ?, sent_at = ?, extra = ? WHERE seq = ?");
  const deleteMessage = statement("DELETE FROM message WHERE seq = ?");
  const saveDelivery = statement("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, ?)");
  const deleteOldDeduplication = statement("DELETE FROM deduplication WHERE sent_at <= ?");
  const deleteDelivery = statement("DELETE FROM delivery WHERE seq = ?");
  const saveDeduplication = statement("INSERT OR REPLACE INTO deduplication VALUES (?, ?, ?, ?)");
  const saveMeta = statement("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  const saveMoveTask = statement("INSERT OR REPLACE INTO move_task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const forgetOldTasks = statement(
    "DELETE FROM move_task WHERE source_arn = ? AND rowid NOT IN (SELECT rowid FROM move_task WHERE source_arn = ? ORDER BY started_at DESC, rowid DESC LIMIT ?)",
  );

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
      message.heldInside ? 1 : 0,
    );
  const extraOf = ({ extra }: Message) => {
    if (!extra) return null;
    const { attributes } = extra;
    return JSON.stringify(attributes ? { ...extra, attributes: Object.fromEntries(attributes) } : extra);
  };
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
        JSON.stringify(Object.fromEntries(queue.tags)),
        queue.createdAt,
        queue.modifiedAt,
        queue.purgedAt,
      );
    },
    queueDeleted(queue, at) {
      write();
      emptyQueue(queue);
      db.prepare("DELETE FROM queue WHERE id = ?").run(queue.id);
      db.prepare("DELETE FROM deleted_queue WHERE at <= ?").run(at - NAME_TAKEN_MS);
      db.prepare("INSERT OR REPLACE INTO deleted_queue VALUES (?, ?)").run(queue.arn, at);
      // The next queue must not get the id of a deleted one, even if that was the highest.
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
    moveTaskSaved(task) {
      write();
      saveMoveTask.run(
        task.id,
        task.sourceArn,
        task.destinationArn ?? null,
        task.maxPerSecond ?? null,
        task.startedAt,
        task.toMove,
        task.moved,
        task.status,
        task.failureReason ?? null,
      );
      if (task.moved === 0) forgetOldTasks.run(task.sourceArn, task.sourceArn, KEPT_TASKS);
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
    /** Gives back the unused rest of the block. */
    end(engine: Engine) {
      saveMeta.run("next_seq", engine.nextSeq);
      commitOpen();
    },
  };
}
