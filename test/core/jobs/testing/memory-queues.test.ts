// The queue in memory: the contract that the SQS adapter passes, and faults of single messages.
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../../core/clock.ts";
import { createMemoryQueues } from "../../../../core/jobs/testing/index.ts";
import { describeJobQueue } from "../../../contracts/job-queue.ts";

const create = (clock = new ManualClock()) =>
  createMemoryQueues({ now: () => clock.now(), visibilityTimeoutSeconds: 3_600, maxReceiveCount: 5 });

describeJobQueue("memory", async () => {
  const clock = new ManualClock();
  const queues = create(clock);
  return {
    queue: queues.queue,
    async receiveAll() {
      const received: { messageId: string; body: string }[] = [];
      for (let one = queues.receive(); one; one = queues.receive()) received.push(one);
      return received;
    },
    pass: (seconds) => clock.advance(seconds * 1000),
    cutOff: async () => queues.fail("sendMany"),
  };
});

describe("faults of the queue in memory", () => {
  it("fail single messages of many by `send`, and all of them by `sendMany`", async () => {
    const queues = create();
    const two = ["tst_1", "tst_2"].map((jobId) => ({ message: { v: 1, type: "t", jobId } as const }));
    queues.fail("send", { times: 1 });
    expect((await queues.queue.sendMany(two)).map((sent) => Object.keys(sent))).toEqual([
      ["error"],
      ["messageId"],
    ]);
    queues.fail("sendMany", { times: 1 });
    expect((await queues.queue.sendMany(two)).map((sent) => Object.keys(sent))).toEqual([
      ["error"],
      ["error"],
    ]);
  });
});
