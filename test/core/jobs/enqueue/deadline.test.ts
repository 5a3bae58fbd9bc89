// The deadline of `enqueue`, and what the record keeps of a delay.
import { beforeEach, describe, expect, it } from "vitest";
import { type EnqueueOptions, enqueueMany } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

const submit = async (options: EnqueueOptions) => (await test.enqueue({ name: "a job" }, options)).job;
const refused = (options: EnqueueOptions) => submit(options).catch((error: unknown) => error);

describe("a delay", () => {
  it("stays in the record, and is not counted as a wait in the queue", async () => {
    const { id } = await submit({ delaySeconds: 600 });
    await turn(600);
    await test.deliver();
    expect(test.logs.one("job started")).toMatchObject({ waitedMs: 0 });
    expect(await test.job(id)).toMatchObject({ status: "succeeded", processAt: START + 600_000 });
  });
});

describe("a deadline", () => {
  it("holds for every job of many", async () => {
    const type = test.backend.registry.get(WORK);
    if (!type) throw new Error("it is registered");
    const items = [{ payload: { name: "a" } }, { payload: { name: "b" } }];
    await enqueueMany(test.backend, type, items, { deadlineAt: START + 120_000 });
    for (const { message } of test.queues.sent) {
      expect(await test.job(message.jobId)).toMatchObject({ deadlineAt: START + 120_000 });
    }
    expect(test.queues.sent).toHaveLength(2);
  });
});

describe("a deadline that is wrong", () => {
  it.each([
    ["deadlineAt", { deadlineAt: Number.NaN }],
    ["deadlineAt", { deadlineAt: new Date("never") }],
    ["deadlineAt", { deadlineAt: 9e15 }],
    ["deadlineAt", { deadlineAt: START }],
    ["deadlineAt", { deadlineAt: new Date(START + 60_000), delaySeconds: 60 }],
    ["deadlineAt", { deadlineAt: START + 86_400_000, processAt: START + 90_000_000 }],
  ] satisfies [string, EnqueueOptions][])(
    "(%s %o) is refused by its name, and nothing is recorded",
    async (path, options) => {
      expect(await refused(options)).toMatchObject({
        code: "invalid-request",
        details: { errors: [{ path, message: expect.any(String) }] },
      });
      expect(await test.traces()).toEqual({ recorded: 0, sent: 0 });
    },
  );

  it("is none when the request is repeated after its deadline: the job is the first one", async () => {
    const options = { idempotencyKey: "once", deadlineAt: START + 1_000 };
    const { id } = await submit(options);
    await turn(2);
    expect((await submit(options)).id).toBe(id);
  });
});
