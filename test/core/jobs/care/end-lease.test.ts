// A claim whose environment is known to be gone: its lease ends at once, and nothing else changes.
import { beforeEach, describe, expect, it } from "vitest";
import { endLease } from "../../../../core/jobs/index.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, messageOf, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const running: Partial<Job> = {
  status: "running",
  claim: { claimId: "c", leaseUntil: START + 330_000, messageId: "m" },
  messageId: "m",
  attempts: [makeAttempt({ messageId: "m" })],
};
const vanished = (id: string, messageId = "m") => messageOf({ id, type: WORK }, { messageId });

describe("the message of a claim whose environment is gone", () => {
  it("ends the lease, so that the next receive closes the attempt as killed and runs the job", async () => {
    const id = await test.given(running);
    await endLease(test.backend, vanished(id));
    expect((await test.job(id)).claim).toEqual({ claimId: "c", leaseUntil: START, messageId: "m" });

    await test.consume(vanished(id));
    const { status, attempts } = await test.job(id);
    expect(status).toBe("succeeded");
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["killed", "succeeded"]);
  });

  it("leaves a claim that another message holds: a worker's", async () => {
    const id = await test.given(running);
    await endLease(test.backend, vanished(id, "another"));
    expect((await test.job(id)).claim?.leaseUntil).toBe(START + 330_000);
  });

  it.each(["queued", "retrying", "succeeded", "dead", "cancelled"] as const)(
    "leaves a job that is %s",
    async (status) => {
      const id = await test.given({ status, messageId: "m" });
      const before = await test.job(id);
      await endLease(test.backend, vanished(id));
      expect(await test.job(id)).toEqual(before);
    },
  );

  it("does nothing for a message that is no job's", async () => {
    await endLease(test.backend, { messageId: "m", body: "garbage" });
    await endLease(test.backend, vanished("tst_unknown"));
    expect(test.store.calls("update")).toBe(0);
  });
});
