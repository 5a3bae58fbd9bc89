// What a job's life leaves in the log: fixed events, ids in fields, each error once, and nothing of what it is about.
import { beforeEach, describe, expect, it } from "vitest";
import { inspectDeadLetters } from "../../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { deleteJob } from "../../../../core/jobs/operate/index.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const events = () => test.logs.lines.map((line) => line.msg);

describe("the log of a job", () => {
  it("that succeeds has three lines, with the ids that find it again", async () => {
    const { id } = await test.submit();
    await turn(2);
    await test.deliver();
    expect(events()).toEqual(["job enqueued", "job started", "job succeeded"]);
    expect(test.logs.one("job enqueued")).toMatchObject({ level: "info", jobId: id, messageId: "message-1" });
    const ids = {
      jobId: id,
      jobType: WORK,
      attempt: 1,
      messageId: "message-1",
      receiveCount: 1,
      requestId: "request-1",
    };
    expect(test.logs.one("job started")).toMatchObject({ level: "info", ...ids, waitedMs: 2_000 });
    expect(test.logs.one("job succeeded")).toMatchObject({ level: "info", ...ids, durationMs: 0 });
  });

  it("that fails has each error once, with its stack, at the place where it was decided", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      throw new Error("first", { cause: new Error("below") });
    };
    await test.deliver();
    await turn(5);
    test.work.run = async () => {
      throw new PermanentError("second");
    };
    await test.deliver();
    expect(test.logs.one("job failed")).toMatchObject({
      level: "warn",
      jobId: id,
      attempt: 1,
      outcome: "failed",
      retryInSeconds: 5,
      err: {
        type: "Error",
        message: expect.stringContaining("first"),
        stack: expect.stringContaining("below"),
      },
    });
    expect(test.logs.one("job dead")).toMatchObject({
      level: "error",
      jobId: id,
      attempt: 2,
      cause: "permanent",
      err: { type: "PermanentError", message: "second", stack: expect.stringContaining("log-lines.test.ts") },
    });
    const stacks = test.logs.lines.filter((line) => JSON.stringify(line).includes("log-lines.test.ts"));
    expect(stacks).toHaveLength(2);
  });

  it("that is poisoned does not repeat the stack in the dead letter's line", async () => {
    await test.submit();
    test.work.run = async () => {
      throw new PermanentError("gone");
    };
    for (let receive = 1; receive <= 5; receive++) await test.deliver();
    test.queues.receive();
    await inspectDeadLetters(test.backend);
    const line = test.logs.one("message poisoned");
    expect(line).toMatchObject({ error: { name: "PermanentError", message: "gone" } });
    expect(JSON.stringify(line)).not.toContain("log-lines.test.ts");
  });
});

describe("nothing of a request, a source or a result", () => {
  const SECRET = "rosebud-was-the-sledge";

  it("is in any line of a job's life, from its submission to its deletion", async () => {
    const { enqueueByName } = await import("../../../../core/jobs/index.ts");
    const payload = { name: SECRET, parts: [{ url: `https://example.org/${SECRET}` }] };
    const { job } = await enqueueByName(test.backend, WORK, payload, { idempotencyKey: `key-${SECRET}` });
    await enqueueByName(test.backend, WORK, payload, { idempotencyKey: `key-${SECRET}` });
    await enqueueByName(test.backend, WORK, { ...payload, [SECRET]: SECRET }).catch(() => {});
    test.work.run = async (_, { reportProgress }) => {
      reportProgress(SECRET, 1, 2);
      // As HTTP clients do: the request and the answer hang on the error.
      throw Object.assign(new Error("failed"), { request: { body: SECRET }, response: SECRET });
    };
    await test.deliver();
    await turn(10);
    test.work.run = async () => ({ text: SECRET });
    await test.deliver();
    await deleteJob(test.backend, job.id);
    test.queues.put(SECRET);
    test.queues.put(JSON.stringify({ v: 1, type: WORK, jobId: "tst_x", payload: SECRET }));
    test.queues.put(JSON.stringify({ v: 1, type: `${SECRET} `, jobId: `${SECRET}\n` }));
    test.queues.put(JSON.stringify({ v: 2, body: SECRET }));
    for (let receive = 0; receive < 20; receive++) {
      const received = test.queues.receive();
      if (received) await test.consume(received);
      await turn(200);
    }
    test.queues.receive();
    await inspectDeadLetters(test.backend);
    await recoverJobs(test.backend);
    expect(test.logs.of("message poisoned").length).toBeGreaterThanOrEqual(3);
    expect(test.logs.lines.filter((line) => JSON.stringify(line).includes(SECRET))).toEqual([]);
  });
});
