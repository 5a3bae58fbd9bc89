// Message move tasks ("DLQ redrive"): starting, one step, cancelling. `move-task-runner.ts` times the steps.
import { randomUUID } from "node:crypto";
import { SqsError } from "../errors.ts";
import { nextVisible } from "./group.ts";
import type { Engine, Message, MoveTask, Queue } from "./model.ts";
import { deadLetterSources } from "./redrive.ts";
import { add } from "./send.ts";
import { drop, settle } from "./visibility.ts";

/** The highest rate, and the rate of a task without one: SQS then chooses its own. [SQS API: StartMessageMoveTask] */
export const MAX_PER_SECOND = 500;
/** ListMessageMoveTasks returns at most this many. */
export const KEPT_TASKS = 10;
const STEPS_PER_SECOND = 10;

/** @throws SqsError InvalidParameterValue */
export function startMoveTask(
  engine: Engine,
  source: Queue,
  destination: Queue | undefined,
  maxPerSecond: number | undefined,
  now: number,
): MoveTask {
  if (deadLetterSources(engine, source.arn).length === 0) {
    throw new SqsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  if (destination === source) {
    throw new SqsError(
      "InvalidParameterValue",
      "Source queue arn and destination queue arn cannot be the same.",
    );
  }
  if (destination && destination.fifo !== source.fifo) {
    throw new SqsError(
      "InvalidParameterValue",
      "The source queue and destination queue must be of the same queue type.",
    );
  }
  if (engine.moveTasks.some((task) => task.sourceArn === source.arn && task.status === "RUNNING")) {
    throw new SqsError(
      "InvalidParameterValue",
      "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    );
  }
  settle(engine, source, now);
  const task: MoveTask = {
    id: randomUUID(),
    sourceArn: source.arn,
    destinationArn: destination?.arn,
    maxPerSecond,
    startedAt: now,
    toMove: source.visibleCount,
    moved: 0,
    status: "RUNNING",
    failureReason: undefined,
  };
  engine.moveTasks.push(task);
  const ofSource = engine.moveTasks.filter((other) => other.sourceArn === source.arn);
  const [oldest] = ofSource;
  if (oldest && ofSource.length > KEPT_TASKS) engine.moveTasks.splice(engine.moveTasks.indexOf(oldest), 1);
  engine.journal.moveTaskSaved(task);
  return task;
}

/**
 * Moves a few messages and returns the milliseconds until the next step is due; undefined where the task has ended.
 * Messages in flight or delayed stay. No more messages are moved than were visible at the start, so that a message that
 * fails again while the task runs is not moved twice.
 */
export function stepMoveTask(engine: Engine, task: MoveTask, now: number): number | undefined {
  if (task.status !== "RUNNING") return undefined;
  const perSecond = task.maxPerSecond ?? MAX_PER_SECOND;
  const count = Math.min(Math.max(1, Math.floor(perSecond / STEPS_PER_SECOND)), task.toMove - task.moved);
  const source = engine.queues.get(task.sourceArn);
  if (!source) {
    fail(task, "AWS.SimpleQueueService.NonExistentQueue");
  } else {
    settle(engine, source, now);
    moveSome(engine, task, source, count, now);
    if (task.status === "RUNNING" && (task.moved >= task.toMove || !source.deliverable.first)) {
      task.status = "COMPLETED";
    }
  }
  engine.journal.moveTaskSaved(task);
  return task.status === "RUNNING" ? (count * 1000) / perSecond : undefined;
}

function moveSome(engine: Engine, task: MoveTask, source: Queue, count: number, now: number): void {
  for (let left = count; left > 0; left--) {
    const message = nextVisible(source);
    if (!message) return;
    const destination = destinationOf(engine, task, message);
    if (!destination) return;
    const { deadLetterQueueSourceArn: _, ...extra } = message.extra ?? {};
    drop(engine, source, message);
    // A redriven message is a new message: new id, new retention, no receives. [SQS: dead-letter queue redrive]
    const copy = {
      body: message.body,
      senderId: message.senderId,
      groupId: message.group.id,
      extra: Object.keys(extra).length > 0 ? extra : undefined,
    };
    add(engine, destination, copy, now, now);
    task.moved += 1;
  }
}

/** Without a destination each message returns to its source queue. The task fails where that queue is unknown or gone. */
function destinationOf(engine: Engine, task: MoveTask, message: Message): Queue | undefined {
  const arn = task.destinationArn ?? message.extra?.deadLetterQueueSourceArn;
  const queue = arn === undefined ? undefined : engine.queues.get(arn);
  if (queue) return queue;
  fail(
    task,
    arn === undefined ? "CouldNotDetermineMessageSource" : "AWS.SimpleQueueService.NonExistentQueue",
  );
  return undefined;
}

function fail(task: MoveTask, reason: string): void {
  task.status = "FAILED";
  task.failureReason = reason;
}

/** @throws SqsError ResourceNotFoundException */
export function cancelMoveTask(engine: Engine, id: string): MoveTask {
  const task = engine.moveTasks.find((other) => other.id === id);
  if (!task) throw new SqsError("ResourceNotFoundException", "Task does not exist.");
  if (task.status !== "RUNNING") {
    throw new SqsError(
      "ResourceNotFoundException",
      `Only a running task can be cancelled: this one is ${task.status}.`,
    );
  }
  task.status = "CANCELLED";
  engine.journal.moveTaskSaved(task);
  return task;
}
