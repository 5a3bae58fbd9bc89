// Which queue a job waits in: given or the type's own, kept in the record, and in every message that the engine sends for the job.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ManualClock } from "../../../../core/clock.ts";
import {
  createRegistry,
  defineJob,
  enqueue,
  enqueueMany,
  type Priority,
  recoverJobs,
  runNow,
} from "../../../../core/jobs/index.ts";
import { createTestKit, type TestKit } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";

let run: () => Promise<unknown>;
const define = (name: string, priority?: Priority) =>
  defineJob({
    name: `priority:${name}`,
    idPrefix: "pri",
    payload: z.strictObject({}),
    ...(priority && { priority }),
    run: () => run(),
  });
const plain = define("plain");
const urgent = define("urgent", "high");

let kit: TestKit;
beforeEach(() => {
  kit = createTestKit({ types: [plain, urgent], priorities: { high: 3, default: 2 } });
  run = async () => "made";
});
const sent = () => kit.queues.sent.map(({ message }) => message.priority);

describe("a priority", () => {
  it("is the option of enqueue, and else the type's own; default leaves no trace", async () => {
    const { job } = await enqueue(kit.backend, plain, {}, { priority: "high" });
    await enqueue(kit.backend, urgent, {});
    await enqueue(kit.backend, urgent, {}, { priority: "default" });
    await enqueue(kit.backend, plain, {});
    expect(sent()).toEqual(["high", "high", undefined, undefined]);
    expect(kit.jobs().find(({ id }) => id === job.id)).toMatchObject({ priority: "high" });
    expect(kit.jobs().at(-1)).not.toHaveProperty("priority");
  });

  it("is each item's own of many", async () => {
    await enqueueMany(kit.backend, plain, [{ payload: {}, priority: "high" }, { payload: {} }]);
    expect(sent().toSorted()).toEqual(["high", undefined]);
  });

  it("that the app does not have is refused: of a job by its field, of a type when it is registered", async () => {
    await expect(enqueue(kit.backend, plain, {}, { priority: "low" })).rejects.toMatchObject({
      code: "invalid-request",
      details: { errors: [{ path: "priority", message: expect.stringMatching(/high, default$/) }] },
    });
    expect(kit.jobs()).toEqual([]);
    expect(() => createRegistry([urgent], defineSettings())).toThrow(
      /"priority:urgent": priority high is none of the app's; add it to the priorities of its defineApp/,
    );
  });
});

describe("the job's priority is kept", () => {
  const high = () => enqueue(kit.backend, plain, {}, { priority: "high" });

  it("when its message is renewed", async () => {
    run = async () => {
      throw new Error("told to stop");
    };
    const { job } = await high();
    await kit.workAgain(plain, job, { fault: "shutdown" });
    expect(sent()).toEqual(["high", "high"]);
  });

  it("when recover sends it again", async () => {
    await high();
    kit.queues.purge();
    kit.clock.advance(kit.backend.settings.recover.overdueSeconds * 1000);
    await recoverJobs(kit.backend);
    expect(sent()).toEqual(["high", "high"]);
  });

  it("when the job is run now", async () => {
    await runNow(kit.backend, (await high()).job.id);
    expect(sent()).toEqual(["high", "high"]);
  });

  it("when it was enqueued for later", async () => {
    await enqueue(kit.backend, plain, {}, { priority: "high", delaySeconds: 60 });
    expect(kit.queues.sent).toMatchObject([{ message: { priority: "high" }, delaySeconds: 60 }]);
  });
});

it("hides a message in the queue that it came from", async () => {
  const asked: unknown[] = [];
  const { changeVisibility } = kit.backend.queue;
  kit.backend.queue.changeVisibility = async (handle, seconds, queue) => {
    asked.push(queue);
    await changeVisibility(handle, seconds);
  };
  run = async () => {
    throw new Error("again");
  };
  await enqueue(kit.backend, plain, {});
  const received = kit.queues.receive();
  if (!received) throw new Error("nothing was sent");
  const { consumeMessage } = await import("../../../../core/jobs/index.ts");
  const clock = new ManualClock(kit.clock.now());
  await consumeMessage(
    kit.backend,
    { ...received, queue: "app-high" },
    { deadline: clock.now() + 300_000, requestId: "r" },
  );
  expect(asked).toEqual(["app-high"]);
});
