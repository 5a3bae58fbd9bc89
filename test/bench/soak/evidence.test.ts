// When a soak takes everything for done: no job, no group and no message is left that may still move.
import { describe, expect, it } from "vitest";
import { isAtRest, messagesIn } from "../../../bench/soak/evidence.ts";
import { createMemoryBackend, ManualClock } from "../../../core/jobs/testing/index.ts";
import { makeJob } from "../../contracts/job-store/factories.ts";

function world() {
  const clock = new ManualClock();
  return { clock, ...createMemoryBackend({ types: [], clock }) };
}
/** Of a job that has ended or never was: what is renewed, or was delivered twice. */
const copy = { v: 1, type: "tst:copy", jobId: "tst_1" } as const;

describe("a soak is at rest", () => {
  it("where nothing is", async () => {
    expect(await isAtRest(world().backend)).toBe(true);
  });

  it("not while a job has not ended", async () => {
    const { backend } = world();
    await backend.store.create(makeJob({ status: "pending" }));
    expect(await isAtRest(backend)).toBe(false);
  });

  it("not while a message is delayed, visible or hidden, and then as soon as it is gone", async () => {
    const { backend, queues, clock } = world();
    await backend.queue.send(copy, { delaySeconds: 2 });
    expect([await isAtRest(backend), await messagesIn(backend.queue)]).toEqual([false, 1]);
    clock.advance(2_000);
    expect([await isAtRest(backend), await messagesIn(backend.queue)]).toEqual([false, 1]);
    const received = queues.receive();
    expect([await isAtRest(backend), await messagesIn(backend.queue)]).toEqual([false, 1]);
    queues.remove(received?.receiptHandle ?? "");
    expect([await isAtRest(backend), await messagesIn(backend.queue)]).toEqual([true, 0]);
  });
});
