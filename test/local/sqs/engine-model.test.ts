// Random interleavings against a model that is too simple to be wrong: a list of messages and a clock.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { receiptHandle } from "../../../local/sqs/engine/ids.ts";
import { type Engine, noJournal, type Queue } from "../../../local/sqs/engine/model.ts";
import { startMoveTask, stepMoveTask } from "../../../local/sqs/engine/move-tasks.ts";
import { createEngine, createQueue, queueArn } from "../../../local/sqs/engine/queues.ts";
import { changeVisibility, deleteMessage } from "../../../local/sqs/engine/receipts.ts";
import { receive } from "../../../local/sqs/engine/receive.ts";
import { send } from "../../../local/sqs/engine/send.ts";
import { settle } from "../../../local/sqs/engine/visibility.ts";

const MAX_RECEIVES = 2;
const RETENTION_SECONDS = 300;

type Modelled = {
  body: string;
  group: string;
  /** Where it is, or was when it was deleted. */
  place: "source" | "dead";
  deleted: boolean;
  sentAt: number;
  visibleAt: number;
  receives: number;
  receivesHere: number;
  /** Handles given out, the newest last, and the time of that receive. */
  handles: string[];
  receivedAt: number;
};

type Step =
  | { do: "send"; group: string; delaySeconds: number }
  | { do: "receive"; from: "source" | "dead"; max: number; timeoutSeconds: number }
  | { do: "delete"; pick: number; age: number }
  | { do: "change"; pick: number; timeoutSeconds: number }
  | { do: "advance"; ms: number }
  | { do: "redrive" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      group: fc.constantFrom("a", "b", "c"),
      delaySeconds: fc.constantFrom(0, 0, 0, 3),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("receive" as const),
      from: fc.constantFrom("source" as const, "source" as const, "dead" as const),
      max: fc.integer({ min: 1, max: 10 }),
      timeoutSeconds: fc.constantFrom(0, 1, 5, 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("delete" as const), pick: fc.nat(100), age: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      pick: fc.nat(100),
      timeoutSeconds: fc.constantFrom(0, 2, 20),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.constantFrom(1, 999, 1000, 5000, 31_000, 200_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "redrive" as const }) },
);

function setUp(fifo: boolean) {
  const engine = createEngine(noJournal, "00000000-0000-4000-8000-");
  let now = 1_000_000;
  const ending = fifo ? ".fifo" : "";
  const name = (text: string) => ({ accountId: "000000000000", region: "us-east-1", name: text + ending });
  const base = { ...(fifo && { FifoQueue: "true" }), MessageRetentionPeriod: String(RETENTION_SECONDS) };
  const dead = createQueue(engine, name("dead"), base, new Map(), now);
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: queueArn(name("dead")),
    maxReceiveCount: MAX_RECEIVES,
  });
  const source = createQueue(engine, name("source"), { ...base, RedrivePolicy }, new Map(), now);
  return {
    engine,
    queues: { source, dead },
    clock: {
      now: () => now,
      advance: (ms: number) => {
        now += ms;
      },
    },
  };
}

/** The live messages of a place, oldest first. Retention is the model's business too. */
function living(model: Modelled[], place: "source" | "dead", now: number): Modelled[] {
  return model.filter(
    (message) =>
      !message.deleted && message.place === place && message.sentAt + RETENTION_SECONDS * 1000 > now,
  );
}

function expectCounts(
  engine: Engine,
  queue: Queue,
  model: Modelled[],
  place: "source" | "dead",
  now: number,
): void {
  settle(engine, queue, now);
  const live = living(model, place, now);
  const hidden = live.filter((message) => message.visibleAt > now);
  expect({ visible: queue.visibleCount, inFlight: queue.inFlightCount, delayed: queue.delayedCount }).toEqual(
    {
      visible: live.length - hidden.length,
      inFlight: hidden.filter((message) => message.receivesHere > 0).length,
      delayed: hidden.filter((message) => message.receivesHere === 0).length,
    },
  );
}

function run(fifo: boolean, steps: Step[]): void {
  const { engine, queues, clock } = setUp(fifo);
  const model: Modelled[] = [];
  const byBody = (body: string) => model.find((message) => message.body === body && !message.deleted);
  const received = () => model.filter((message) => message.handles.length > 0);

  for (const [index, action] of steps.entries()) {
    const now = clock.now();
    if (action.do === "send") {
      const body = `m${index}`;
      const groupId = fifo ? action.group : undefined;
      const delaySeconds = fifo ? undefined : action.delaySeconds;
      send(
        engine,
        queues.source,
        {
          body,
          senderId: "x",
          groupId,
          delaySeconds,
          deduplicationId: fifo ? body : undefined,
          extra: undefined,
        },
        now,
      );
      const visibleAt = now + (delaySeconds ?? 0) * 1000;
      model.push({
        body,
        group: groupId ?? "",
        place: "source",
        deleted: false,
        sentAt: now,
        visibleAt,
        receives: 0,
        receivesHere: 0,
        handles: [],
        receivedAt: 0,
      });
    } else if (action.do === "receive") {
      const queue = queues[action.from];
      const before = living(model, action.from, now);
      const deliveries = receive(
        engine,
        queue,
        { max: action.max, visibilityTimeoutSeconds: action.timeoutSeconds },
        now,
      );
      // What the redrive policy takes is known beforehand: whatever would have been received once too often.
      const got = deliveries.map(({ message }) => message.body);
      for (const message of before)
        if (action.from === "source" && engineHas(queues.dead, message.body)) {
          expect(message.receivesHere, `${message.body} moved too early`).toBe(MAX_RECEIVES);
          Object.assign(message, {
            place: "dead",
            receivesHere: 0,
            visibleAt: now,
            handles: [],
            ...(fifo && { sentAt: now }),
          });
        }
      const candidates = before.filter((message) => message.place === action.from);
      if (!fifo) {
        const expected = candidates.filter((message) => message.visibleAt <= now).slice(0, action.max);
        expect(got).toEqual(expected.map((message) => message.body));
      } else {
        // In order within each group: whatever is older and still here came before it in this very receive.
        for (const [position, body] of got.entries()) {
          const message = candidates.find((candidate) => candidate.body === body);
          expect(message, `${body} was not there to deliver`).toBeDefined();
          if (!message) continue;
          expect(message.visibleAt, `${body} was hidden`).toBeLessThanOrEqual(now);
          const older = candidates.filter(
            (other) =>
              other.group === message.group && candidates.indexOf(other) < candidates.indexOf(message),
          );
          for (const other of older)
            expect(got.slice(0, position), `${other.body} before ${body}`).toContain(other.body);
        }
        // Nothing deliverable was kept back.
        if (got.length < action.max)
          for (const group of ["a", "b", "c"]) {
            const head = candidates.find((message) => message.group === group && !got.includes(message.body));
            const blocked = candidates.some(
              (message) => message.group === group && got.includes(message.body),
            );
            if (head && !blocked) expect(head.visibleAt, `${head.body} was kept back`).toBeGreaterThan(now);
          }
      }
      for (const { message, receivedAt } of deliveries) {
        const modelled = byBody(message.body);
        if (!modelled) throw new Error(`${message.body} came back from the dead`);
        modelled.receives += 1;
        modelled.receivesHere += 1;
        expect(message.receiveCount).toBe(modelled.receives);
        modelled.visibleAt = now + action.timeoutSeconds * 1000;
        modelled.handles.push(receiptHandle(engine, queue, message, receivedAt));
        modelled.receivedAt = receivedAt;
      }
    } else if (action.do === "delete" || action.do === "change") {
      const all = received();
      const message = all[action.pick % Math.max(1, all.length)];
      if (!message) continue;
      const age = action.do === "delete" ? Math.min(action.age, message.handles.length - 1) : 0;
      const handle = message.handles.at(-1 - age) ?? "";
      const queue = queues[message.place];
      const gone = !living(model, message.place, now).includes(message);
      const held = !gone && message.visibleAt > now;
      const isCurrent = held && age === 0;
      const act = () =>
        action.do === "delete"
          ? deleteMessage(engine, queue, handle, now)
          : changeVisibility(engine, queue, handle, action.timeoutSeconds, now);
      if ((fifo && !gone && !isCurrent) || (gone && action.do === "change")) {
        expect(act).toThrow();
        continue;
      }
      act();
      if (gone) continue;
      if (action.do === "change") {
        if (held) message.visibleAt = now + action.timeoutSeconds * 1000;
      } else if (!held || isCurrent) message.deleted = true;
    } else if (action.do === "advance") clock.advance(action.ms);
    else redrive(engine, queues, model, clock.now());

    expectCounts(engine, queues.source, model, "source", clock.now());
    expectCounts(engine, queues.dead, model, "dead", clock.now());
  }
}

function engineHas(queue: Queue, body: string): boolean {
  for (const { waiting, returned } of queue.groups.values()) {
    for (let message = waiting.first; message; message = message.next) if (message.body === body) return true;
    for (const message of returned) if (message.body === body) return true;
  }
  for (const message of queue.hidden) if (message.body === body) return true;
  return false;
}

/** All that is visible and unblocked goes back to the source as new messages. */
function redrive(
  engine: Engine,
  queues: { source: Queue; dead: Queue },
  model: Modelled[],
  now: number,
): void {
  const task = startMoveTask(engine, queues.dead, undefined, undefined, now);
  let steps = 0;
  while (stepMoveTask(engine, task, now) !== undefined)
    if (++steps > 1000) throw new Error("the task does not end");
  const movedBodies = living(model, "dead", now).filter((message) => !engineHas(queues.dead, message.body));
  expect(task.moved).toBe(movedBodies.length);
  for (const message of movedBodies) {
    expect(message.visibleAt).toBeLessThanOrEqual(now);
    // New messages are the youngest: to the end of the list.
    model.splice(model.indexOf(message), 1);
    model.push({
      ...message,
      place: "source",
      sentAt: now,
      visibleAt: now,
      receives: 0,
      receivesHere: 0,
      handles: [],
    });
  }
}

describe("the engine agrees with the model", () => {
  for (const fifo of [false, true])
    it(`on a ${fifo ? "FIFO" : "standard"} queue with a dead-letter queue`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) =>
          run(fifo, steps),
        ),
        { numRuns: 400 },
      );
    });
});
