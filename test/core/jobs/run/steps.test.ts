// Steps: parts of a job whose results are kept, so that a later attempt goes on after them.
import { beforeEach, describe, expect, it } from "vitest";
import { deleteJob, type JobContext, PermanentError } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
let calls: string[];
beforeEach(() => {
  test = createTestBackend();
  calls = [];
});

const part =
  <Result>(name: string, result: Result) =>
  () => {
    calls.push(name);
    return result;
  };
/** Two steps; after the first, whatever the test says. */
const twoSteps =
  (between: () => unknown) =>
  async (_: unknown, { step }: JobContext) => {
    const sources = await step("read", part("read", ["a", "b"]));
    await between();
    const draft = await step("write", part("write", `from ${sources.join(" and ")}`));
    return { sources, draft };
  };

describe("a step", () => {
  it("gives its result as JSON keeps it, and stands in the record", async () => {
    test.work.run = async (_, { step }) => [
      await step("date", () => new Date(START)),
      await step("nothing", () => undefined),
      await step("none", async () => null),
    ];
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.store.getResult(id)).toEqual(["2026-11-24T08:00:00.000Z", null, null]);
    expect((await test.job(id)).steps).toMatchObject([
      { name: "date", at: START, bytes: 26 },
      { name: "nothing", bytes: 0 },
      { name: "none", bytes: 4 },
    ]);
  });

  it("is not run again by a retry: its result is read", async () => {
    let failures = 1;
    test.work.run = twoSteps(() => {
      if (failures-- > 0) throw new Error("between the steps");
    });
    const { id } = await test.submit();
    await test.deliver();
    await turn(900);
    await test.deliver();
    expect(calls).toEqual(["read", "write"]);
    expect(await test.store.getResult(id)).toEqual({ sources: ["a", "b"], draft: "from a and b" });
  });

  it("is not run again after a process that was killed, or by a redrive", async () => {
    test.work.run = twoSteps(() => new Promise(() => {}));
    const { id } = await test.submit();
    const received = test.queues.receive();
    void test.consume(received as NonNullable<typeof received>);
    await settled();
    expect(calls).toEqual(["read"]);
    // The lease is over, and the message comes back.
    test.store.fail("update");
    await turn(1_800);
    test.store.mend();
    test.work.run = twoSteps(() => {
      throw new PermanentError("gone");
    });
    for (let receive = 2; receive <= 5; receive++) await test.deliver();
    expect((await test.job(id)).status).toBe("dead");
    test.queues.receive();
    await turn(60);
    await test.backend.deadLetters.redrive();
    test.work.run = twoSteps(() => {});
    await test.deliver();
    expect((await test.job(id)).status).toBe("succeeded");
    expect(calls).toEqual(["read", "write"]);
  });

  it("is run again when its result could not be written or noted: at least once", async () => {
    for (const method of ["putStep", "update"] as const) {
      calls = [];
      test.work.run = async (_, { step }) => {
        if (calls.length === 0) test.store.fail(method, { times: 1 });
        return await step("read", part("read", 7));
      };
      const { id } = await test.submit();
      await test.deliver();
      await turn(900);
      await test.deliver();
      expect((await test.job(id)).status).toBe("succeeded");
      expect(calls).toEqual(["read", "read"]);
    }
  });

  it("that fails may be tried again within the attempt", async () => {
    let failures = 1;
    test.work.run = async (_, { step }) => {
      const once = () =>
        step("flaky", () => {
          calls.push("flaky");
          if (failures-- > 0) throw new Error("once");
          return 1;
        });
      return await once().catch(once);
    };
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.store.getResult(id)).toBe(1);
    expect(calls).toEqual(["flaky", "flaky"]);
  });

  it("of one name is run once, also when it is asked for twice at once", async () => {
    test.work.run = (_, { step }) => Promise.all([1, 2].map(() => step("read", part("read", 7))));
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.store.getResult(id)).toEqual([7, 7]);
    expect(calls).toEqual(["read"]);
  });

  it("beside others is recorded with all of them", async () => {
    test.work.run = (_, { step }) => Promise.all(["a", "b", "c", "d"].map((name) => step(name, () => name)));
    const { id } = await test.submit();
    await test.deliver();
    expect((await test.job(id)).steps?.map(({ name }) => name).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it.each([
    ["a bad/name", () => 1, /has a name that is not/],
    ["big", () => "x".repeat(256 * 1024), /262146 bytes and may have 262144/],
    ["odd", () => ({ total: 1n }), /it\.total is a BigInt/],
  ])("that cannot be kept is a permanent error: %s", async (name, run, message) => {
    test.work.run = (_, { step }) => step<unknown>(name, run);
    const { id } = await test.submit();
    await test.deliver();
    expect(await test.job(id)).toMatchObject({
      status: "dead",
      cause: "permanent",
      attempts: [{ error: { message: expect.stringMatching(message) } }],
    });
  });

  it("is recorded by one claim alone: who lost it stops, and its result is nobody's", async () => {
    const first = Promise.withResolvers<void>();
    const errors: unknown[] = [];
    test.work.run = async (_, { step }) => {
      await first.promise;
      await step("read", part("read", "of the first")).catch((error: unknown) => {
        errors.push(error);
        throw error;
      });
    };
    const { id } = await test.submit();
    const received = test.queues.receive() as NonNullable<ReturnType<typeof test.queues.receive>>;
    const lost = test.consume(received);
    await settled();
    const claim = { claimId: "of another", leaseUntil: START + 9_000_000, messageId: "m" };
    await test.store.update(id, { set: { claim } }, {});
    first.resolve();
    await lost;
    expect(errors).toMatchObject([{ message: expect.stringContaining("claim was lost") }]);
    expect((await test.job(id)).steps).toBeUndefined();
  });

  it("goes with its job's data", async () => {
    test.work.run = async (_, { step }) => void (await step("read", part("read", "a secret")));
    const { id } = await test.submit();
    await test.deliver();
    const [step] = (await test.job(id)).steps ?? [];
    expect(await test.store.getStep(id, step?.key ?? "")).toEqual({ result: "a secret" });
    await deleteJob(test.backend, id);
    expect(await test.store.getStep(id, step?.key ?? "")).toBeUndefined();
    expect(await test.job(id)).not.toHaveProperty("steps");
  });
});
