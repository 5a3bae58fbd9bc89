// Progress notes of a running job: seldom written, the last one wins, and never a reason to fail.
import { beforeEach, describe, expect, it } from "vitest";
import type { JobContext } from "../../../../core/jobs/job-type.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** A job under way whose notes the test writes. */
async function running() {
  const { id } = await test.submit();
  const started = Promise.withResolvers<JobContext>();
  const end = Promise.withResolvers<void>();
  test.work.run = async (_, context) => {
    started.resolve(context);
    await end.promise;
  };
  const delivered = test.deliver();
  const { reportProgress } = await started.promise;
  const before = test.store.calls("update");
  return {
    report: (done: number) => reportProgress("reading", done, 100),
    writes: () => test.store.calls("update") - before,
    progress: async () => (await test.job(id)).progress,
    end: async () => {
      end.resolve();
      return await delivered;
    },
  };
}

describe("the progress of a running job", () => {
  it("is in the record at once after the first note", async () => {
    const job = await running();
    job.report(1);
    await settled();
    expect(await job.progress()).toEqual({ stage: "reading", done: 1, total: 100, at: START });
    await job.end();
  });

  it("is written at most once in two seconds however often it is noted, and the last note wins", async () => {
    const job = await running();
    for (let done = 1; done <= 50; done++) {
      job.report(done);
      await turn(0.1);
    }
    // At 0, 2 and 4 seconds.
    expect(job.writes()).toBe(3);
    await turn(2);
    expect(job.writes()).toBe(4);
    expect(await job.progress()).toMatchObject({ done: 50 });
    await job.end();
  });

  it("is written at once again after a pause", async () => {
    const job = await running();
    job.report(1);
    await turn(30);
    expect(job.writes()).toBe(1);
    job.report(2);
    await settled();
    expect(await job.progress()).toMatchObject({ done: 2, at: START + 30_000 });
    await job.end();
  });

  it("is written no more often while the store is slow", async () => {
    const job = await running();
    job.report(1);
    await turn(1);
    job.report(2);
    const answer = test.store.hold("update");
    await turn(1);
    expect(job.writes()).toBe(2);
    job.report(3);
    await turn(0.5);
    answer();
    await turn(1.4);
    expect(job.writes()).toBe(2);
    await turn(1);
    expect(job.writes()).toBe(3);
    expect(await job.progress()).toMatchObject({ done: 3 });
    await turn(10);
    expect(job.writes()).toBe(3);
    await job.end();
  });

  it("that cannot be written fails nothing, and is written again later", async () => {
    const job = await running();
    test.store.fail("update", { times: 1 });
    job.report(1);
    await settled();
    expect(await job.progress()).toBeUndefined();
    expect(test.logs.one("progress not written")).toMatchObject({ level: "warn" });
    job.report(2);
    await turn(2);
    expect(await job.progress()).toMatchObject({ done: 2 });
    expect(await job.end()).toMatchObject({ failed: false });
  });

  it("of an attempt that failed is gone when the next begins", async () => {
    const { id } = await test.submit();
    test.work.run = async (_, { reportProgress }) => {
      reportProgress("writing", 9, 10);
      await settled();
      throw new Error("again");
    };
    await test.deliver();
    expect(await test.job(id)).not.toHaveProperty("progress");
  });

  it("under way is awaited before the end is recorded", async () => {
    const job = await running();
    const answer = test.store.hold("update");
    job.report(1);
    await settled();
    const ended = job.end();
    await settled();
    expect(job.writes()).toBe(1);
    answer();
    expect(await ended).toMatchObject({ failed: false });
    expect(await job.progress()).toBeUndefined();
  });
});
