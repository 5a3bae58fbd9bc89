// Reads the journal back into an engine.
import type { DatabaseSync } from "node:sqlite";
import { groupOf } from "./engine/group.ts";
import {
  type Engine,
  type Message,
  type MessageExtra,
  type MoveTaskStatus,
  Place,
  type Queue,
} from "./engine/model.ts";
import { registerQueue } from "./engine/queues.ts";
import { DEDUPLICATION_MS } from "./engine/send.ts";
import { hide, show } from "./engine/visibility.ts";

type Delivery = {
  visibleAt: number;
  receiveCount: number;
  receivesHere: number;
  firstReceivedAt: number;
  heldInside: boolean;
};

export function restore(db: DatabaseSync, engine: Engine, now: number): void {
  const queues = restoreQueues(db, engine);
  restoreMessages(db, engine, queues, now);
  restoreDeduplication(db, queues, now);
  for (const row of db.prepare("SELECT * FROM move_task ORDER BY started_at, rowid").all()) {
    engine.moveTasks.push({
      id: String(row.id),
      sourceArn: String(row.source_arn),
      destinationArn: row.destination_arn === null ? undefined : String(row.destination_arn),
      maxPerSecond: row.max_per_second === null ? undefined : Number(row.max_per_second),
      startedAt: Number(row.started_at),
      toMove: Number(row.to_move),
      moved: Number(row.moved),
      status: String(row.status) as MoveTaskStatus,
      failureReason: row.failure_reason === null ? undefined : String(row.failure_reason),
    });
  }
}

function restoreQueues(db: DatabaseSync, engine: Engine): Map<number, Queue> {
  const queues = new Map<number, Queue>();
  for (const row of db.prepare("SELECT * FROM queue ORDER BY id").all()) {
    const queue = registerQueue(engine, {
      id: Number(row.id),
      accountId: String(row.account_id),
      region: String(row.region),
      name: String(row.name),
      attributes: JSON.parse(String(row.attributes)),
      tags: new Map(Object.entries(JSON.parse(String(row.tags)))),
      createdAt: Number(row.created_at),
      modifiedAt: Number(row.modified_at),
      purgedAt: Number(row.purged_at),
    });
    queues.set(queue.id, queue);
  }
  for (const row of db.prepare("SELECT * FROM deleted_queue").all()) {
    engine.deletedAt.set(String(row.arn), Number(row.at));
  }
  for (const row of db.prepare("SELECT key, value FROM meta").all()) {
    if (row.key === "next_seq") engine.nextSeq = Number(row.value);
    if (row.key === "next_queue_id") engine.nextQueueId = Math.max(engine.nextQueueId, Number(row.value));
  }
  return queues;
}

/** One pass over each table with rows as arrays: a million messages are read in a few seconds. */
function restoreMessages(db: DatabaseSync, engine: Engine, queues: Map<number, Queue>, now: number): void {
  // What tenants used before the restart is forgotten (`engine/fairness.ts`).
  for (const queue of queues.values()) queue.now = now;
  const deliveries = new Map<number, Delivery>();
  const deliveryRows = db.prepare(
    "SELECT seq, visible_at, receive_count, receives_here, first_received_at, held_inside FROM delivery",
  );
  deliveryRows.setReturnArrays(true);
  for (const row of deliveryRows.iterate() as Iterable<unknown>) {
    const [seq, visibleAt, receiveCount, receivesHere, firstReceivedAt, heldInside] = row as number[];
    deliveries.set(Number(seq), {
      visibleAt: Number(visibleAt),
      receiveCount: Number(receiveCount),
      receivesHere: Number(receivesHere),
      firstReceivedAt: Number(firstReceivedAt),
      heldInside: heldInside === 1,
    });
  }
  const messageRows = db.prepare(
    "SELECT seq, queue_id, body, sent_at, group_id, sender_id, extra FROM message ORDER BY seq",
  );
  messageRows.setReturnArrays(true);
  for (const row of messageRows.iterate() as Iterable<unknown>) {
    const [seq, queueId, body, sentAt, groupId, senderId, extra] = row as (string | number | null)[];
    const queue = queues.get(Number(queueId));
    if (!queue) continue;
    const delivery = deliveries.get(Number(seq));
    const message: Message = {
      seq: Number(seq),
      body: String(body),
      extra: extra === null ? undefined : extraFrom(String(extra)),
      senderId: senderId === null ? queue.accountId : String(senderId),
      sentAt: Number(sentAt),
      firstReceivedAt: delivery?.firstReceivedAt ?? 0,
      receiveCount: delivery?.receiveCount ?? 0,
      receivesHere: delivery?.receivesHere ?? 0,
      heldInside: delivery?.heldInside ?? false,
      visibleAt: delivery?.visibleAt ?? Number(sentAt),
      group: groupOf(queue, groupId === null ? "" : String(groupId)),
      place: Place.gone,
      previous: undefined,
      next: undefined,
      heapIndex: -1,
    };
    message.group.size += 1;
    if (message.receivesHere > 0) queue.received.set(message.seq, message);
    if (message.visibleAt > now) {
      hide(engine, queue, message);
    } else {
      show(engine, queue, message);
    }
  }
}

function extraFrom(text: string): MessageExtra {
  const { attributes, ...rest } = JSON.parse(text);
  return attributes ? { ...rest, attributes: new Map(Object.entries(attributes)) } : rest;
}

function restoreDeduplication(db: DatabaseSync, queues: Map<number, Queue>, now: number): void {
  const rows = db.prepare("SELECT * FROM deduplication WHERE sent_at > ? ORDER BY sent_at, seq");
  for (const row of rows.all(now - DEDUPLICATION_MS)) {
    queues
      .get(Number(row.queue_id))
      ?.deduplication.set(String(row.key), { seq: Number(row.seq), sentAt: Number(row.sent_at) });
  }
}
