// The consumer's switch as a document, and what recover makes of it.
import { beforeEach, describe, expect, it } from "vitest";
import { consumerState, pauseConsumer, recoverJobs, resumeConsumer } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

describe("the consumer's switch in the job store", () => {
  it("is not paused at first, and remembers since when it is", async () => {
    expect(await consumerState(test.backend)).toEqual({ paused: false, by: "document" });
    await turn(60);
    const paused = { paused: true, by: "document", since: START + 60_000 };
    expect(await pauseConsumer(test.backend)).toEqual(paused);
    await turn(60);
    expect(await pauseConsumer(test.backend)).toEqual(paused);
    expect(await consumerState(test.backend)).toEqual(paused);
    expect(await resumeConsumer(test.backend)).toEqual({
      paused: false,
      by: "document",
      since: START + 120_000,
    });
    expect(test.logs.of("consumer paused")).toHaveLength(2);
    expect(test.logs.of("consumer resumed")).toHaveLength(1);
  });

  it("is moved by each of several callers, one after the other", async () => {
    await Promise.all([
      pauseConsumer(test.backend),
      pauseConsumer(test.backend),
      pauseConsumer(test.backend),
    ]);
    expect((await consumerState(test.backend)).paused).toBe(true);
    expect((await test.store.getDocument("consumer", "switch"))?.revision).toBe(1);
  });

  it("is not moved in silence when the store is away", async () => {
    test.store.fail("putDocument");
    await expect(pauseConsumer(test.backend)).rejects.toThrow("putDocument failed");
    expect(test.logs.of("consumer paused")).toEqual([]);
  });
});

describe("while the consumer is paused, recover", () => {
  it("sends no message again, gives no job up, and says that it is paused", async () => {
    const { id } = await test.submit();
    await pauseConsumer(test.backend);
    for (let hours = 0; hours < 10; hours++) {
      await turn(3_600);
      expect(await recoverJobs(test.backend)).toMatchObject({ resent: 0, lost: 0, consumerPaused: true });
    }
    await resumeConsumer(test.backend);
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 1, consumerPaused: false });
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
  });

  it("goes on when the switch cannot be read", async () => {
    await test.submit();
    await turn(test.settings.recover.overdueSeconds + 1);
    test.store.fail("getDocument");
    expect(await recoverJobs(test.backend)).toMatchObject({ resent: 1, consumerPaused: false });
    expect(test.logs.of("whether the consumer is paused is not known")).toHaveLength(1);
  });
});
