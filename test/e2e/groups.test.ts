// Jobs behind jobs, and jobs for later, on the embedded AWS: a group with its follow-up, and a scheduled job that comes due.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueueByName, enqueueGroup, getGroup } from "../../core/jobs/index.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
beforeAll(async () => {
  aws = await startTestRuntime();
});
afterAll(() => aws.close());

const job = (name: string) => ({ type: `test:${name}`, payload: { folder: aws.folder } });

describe("a group", () => {
  it("is followed once all of its jobs have ended, also those that had to be tried again or are dead", async () => {
    const { groupId, jobIds } = await enqueueGroup(aws.backend, {
      jobs: [job("work"), job("fail-once"), job("fail-for-good")],
      followUps: [job("work"), { ...job("work"), when: "succeeded" }],
    });
    for (const id of jobIds) await aws.ended(id);
    const [digest, onSuccess] = (await getGroup(aws.backend, groupId)).followUps;
    expect(await aws.ended(digest?.id ?? "")).toMatchObject({ status: "succeeded", after: groupId });
    expect((await getGroup(aws.backend, groupId)).counts).toEqual({
      ...{ total: 3, succeeded: 2, dead: 1, cancelled: 0, unfinished: 0 },
    });
    expect(await aws.backend.store.get(onSuccess?.id ?? "")).toBeUndefined();
  });
});

describe("a scheduled job", () => {
  it("is sent by the minute's function when it is due, and runs", async () => {
    const { type, payload } = job("work");
    const { job: scheduled } = await enqueueByName(aws.backend, type, payload, { delaySeconds: 86_400 });
    expect(scheduled.status).toBe("scheduled");
    await aws.functions.recover.invoke({});
    expect((await aws.backend.store.get(scheduled.id))?.status).toBe("scheduled");
    // A day goes by.
    const due = { status: "scheduled", nextAttemptAt: Date.now() } as const;
    await aws.backend.store.update(scheduled.id, { set: due }, {});
    expect(await aws.functions.recover.invoke({})).toMatchObject({ due: { sent: 1, failed: 0 } });
    expect((await aws.ended(scheduled.id)).status).toBe("succeeded");
  });
});
