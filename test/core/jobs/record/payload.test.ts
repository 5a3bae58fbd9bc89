// A payload is kept as its caller gave it and read by its schema when the job runs; a result must be JSON.
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineJob, enqueue } from "../../../../core/jobs/index.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

/** Enqueues and runs a job of this schema. @returns what is kept, and what the job got. */
async function through(schema: z.ZodType, payload: unknown) {
  let got: unknown;
  const type = defineJob({
    name: "test:read",
    idPrefix: "red",
    payload: schema,
    title: () => "a job",
    async run(read) {
      got = read;
    },
  });
  const test = createTestBackend({ types: [type] });
  const { job } = await enqueue(test.backend, type, payload);
  await test.deliver();
  expect(await test.job(job.id)).toMatchObject({ status: "succeeded" });
  return { kept: (await test.job(job.id)).request, got };
}

const when = new Date("2026-11-25T07:00:00.000Z");

describe("a payload", () => {
  it("with a default is kept without it, and read with it", async () => {
    const schema = z.object({ length: z.number().default(3) });
    expect(await through(schema, {})).toEqual({ kept: {}, got: { length: 3 } });
  });

  it("may be nested a thousand levels deep", async () => {
    const deep = JSON.parse(`${"[".repeat(1_000)}${"]".repeat(1_000)}`);
    expect((await through(z.unknown(), deep)).got).toEqual(deep);
    await expect(through(z.unknown(), [deep])).rejects.toMatchObject({
      code: "invalid-request",
      message: expect.stringContaining("nested deeper than 1000 levels"),
    });
  });

  it("with a transform is read by it once", async () => {
    const schema = z.object({ month: z.string().transform((month) => ({ month })) });
    expect(await through(schema, { month: "2026-11" })).toEqual({
      kept: { month: "2026-11" },
      got: { month: { month: "2026-11" } },
    });
  });

  it.each([
    ["z.date()", z.object({ at: z.date() })],
    ["z.date().optional()", z.object({ at: z.date().optional() })],
    ["z.date() in a union", z.object({ at: z.union([z.number(), z.date()]) })],
    ["z.date().min()", z.object({ at: z.date().min(new Date(0)) })],
    ["z.coerce.date()", z.object({ at: z.coerce.date() })],
  ])("with %s is kept as JSON, and read as a date", async (_, schema) => {
    expect(await through(schema, { at: when })).toEqual({ kept: { at: when.toJSON() }, got: { at: when } });
  });

  it("has dates in lists and records read too", async () => {
    const schema = z.object({ days: z.array(z.date()), named: z.record(z.string(), z.date()) });
    const payload = { days: [when, when], named: { first: when } };
    expect((await through(schema, payload)).got).toEqual(payload);
  });

  it("whose date is none is refused, by its field", async () => {
    const schema = z.object({ at: z.date(), other: z.date() });
    await expect(through(schema, { at: "yesterday", other: when })).rejects.toMatchObject({
      code: "invalid-request",
      details: { errors: [{ path: "at" }] },
    });
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each([
    ["a BigInt", { at: 1n }, "at"],
    ["a Map", { at: new Map() }, "at"],
    ["NaN", { at: [1, Number.NaN] }, "at[1]"],
    ["a function", { at: { run: () => {} } }, "at.run"],
    ["contains itself", circular, "self"],
    ["undefined", undefined, "(the whole)"],
  ])(
    "that JSON cannot hold is refused by its field, before anything is recorded: %s",
    async (what, payload, path) => {
      await expect(through(z.any(), payload)).rejects.toMatchObject({
        code: "invalid-request",
        message: expect.stringContaining(what),
        details: { errors: [{ path }] },
      });
    },
  );

  it("with an Idempotency-Key is the same request however its fields are ordered, and whatever its default is then", async () => {
    const type = defineJob({
      name: "test:read",
      idPrefix: "red",
      payload: z.object({ a: z.number(), b: z.number(), at: z.number().default(() => Date.now()) }),
      run: async () => {},
    });
    const test = createTestBackend({ types: [type] });
    const key = { idempotencyKey: "k" };
    const first = await enqueue(test.backend, type, { a: 1, b: 2 }, key);
    test.backend.now = () => Date.now() + 5;
    expect(await enqueue(test.backend, type, { b: 2, a: 1 }, key)).toMatchObject({
      created: false,
      job: { id: first.job.id },
    });
  });
});

describe("a result", () => {
  let test: TestBackend;
  beforeEach(() => {
    test = createTestBackend();
  });
  const circular: unknown[] = [];
  circular.push(circular);

  it.each([
    ["a BigInt", { total: 1n }, "the result.total is a BigInt"],
    ["a circle", circular, "the result[0] contains itself"],
    ["a Set", new Set([1]), "the result is a Set"],
    ["NaN", { mean: 0 / 0 }, "the result.mean is NaN"],
    ["a function", () => {}, "the result is a function"],
    ["too large", "x".repeat(400 * 1024), "may have"],
  ])(
    "that cannot be kept is a permanent error that names the return value: %s",
    async (_, result, problem) => {
      test.work.run = async () => result;
      const { id } = await test.submit();
      await test.deliver();
      const { status, cause, attempts } = await test.job(id);
      expect({ status, cause }).toEqual({ status: "dead", cause: "permanent" });
      expect(attempts[0]?.error).toMatchObject({
        name: "PermanentError",
        message: expect.stringMatching(/^the return value of test:work cannot be kept: /),
      });
      expect(attempts[0]?.error?.message).toContain(problem);
    },
  );

  it.each([[{ at: when, none: undefined, list: [1, null, "a"] }], [null], [0], [""]])(
    "that JSON can hold is kept: %j",
    async (result) => {
      test.work.run = async () => result;
      const { id } = await test.submit();
      await test.deliver();
      expect(await test.store.getResult(id)).toEqual(JSON.parse(JSON.stringify(result)));
    },
  );
});
