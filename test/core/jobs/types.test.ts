// What the compiler knows of a job type: its payload at `enqueue`, its result at `getResult`, without a cast.
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  type Backend,
  createRegistry,
  declareJob,
  defineJob,
  enqueue,
  getResult,
  implementJob,
  type JobContext,
  type JobType,
  putSchedule,
} from "../../../core/jobs/index.ts";
import { defineSettings } from "../../../core/settings.ts";

const monthlyReport = defineJob({
  name: "report:monthly",
  idPrefix: "rep",
  payload: z.strictObject({ month: z.iso.date(), pages: z.number().default(3), at: z.coerce.date() }),
  title: (payload) => {
    expectTypeOf(payload).toEqualTypeOf<{ month: string; pages: number; at: Date }>();
    return payload.month;
  },
  async run(payload, context) {
    expectTypeOf(payload).toEqualTypeOf<{ month: string; pages: number; at: Date }>();
    expectTypeOf(context).toEqualTypeOf<JobContext>();
    const part = await context.step("count", () => ({ rows: 7, when: new Date() }));
    expectTypeOf(part).toEqualTypeOf<{ rows: number; when: string }>();
    return { total: part.rows, made: new Date(), note: undefined as string | undefined };
  },
});

// Never called: what is tested here is that it compiles, and what does not.
async function caller(backend: Backend) {
  const { job } = await enqueue(backend, monthlyReport, { month: "2026-11-01", at: new Date() });
  // @ts-expect-error: the month is missing
  await enqueue(backend, monthlyReport, { at: new Date() });
  // @ts-expect-error: a number is no month
  await enqueue(backend, monthlyReport, { month: 11, at: new Date() });
  // @ts-expect-error: no such field
  await enqueue(backend, monthlyReport, { month: "2026-11-01", at: new Date(), color: "red" });
  const each = { cron: "0 7 1 * *", type: monthlyReport };
  await putSchedule(backend, "monthly", { ...each, payload: { month: "2026-11-01", at: new Date() } });
  // @ts-expect-error: a number is no month
  await putSchedule(backend, "monthly", { ...each, payload: { month: 11, at: new Date() } });
  // By its name only, any payload compiles; the type's schema checks it.
  await putSchedule(backend, "monthly", { ...each, type: "report:monthly", payload: { month: 11 } });
  return await getResult(backend, monthlyReport, job);
}

describe("a job type", () => {
  it("has its payload checked where it is enqueued, and its result known where it is read", () => {
    type Result = Awaited<ReturnType<typeof caller>>;
    expectTypeOf<Result>().toEqualTypeOf<
      { total: number; made: string; note: string | undefined } | undefined
    >();
  });

  it("may document its result, which its code must then return", () => {
    const contract = { name: "report:weekly", idPrefix: "wek", payload: z.object({ week: z.number() }) };
    const result = z.object({ pages: z.number() });
    const weekly = defineJob({ ...contract, result, run: async ({ week }) => ({ pages: week }) });
    expectTypeOf(weekly).toExtend<JobType<{ week: number }, { pages: number }>>();
    // @ts-expect-error: another result than the documented one
    defineJob({ ...contract, result, run: async () => ({ pages: "three" }) });
  });

  it("can be declared for its producers, with the type of its result, and implemented elsewhere", () => {
    const declared = declareJob({
      name: "report:yearly",
      idPrefix: "yrl",
      payload: z.object({ year: z.number() }),
      result: z.object({ pages: z.number() }),
    });
    const implemented = implementJob(declared, async ({ year }) => {
      expectTypeOf(year).toBeNumber();
      return { pages: year };
    });
    expectTypeOf(implemented).toExtend<JobType<{ year: number }, { pages: number }>>();
    // @ts-expect-error: another result than the declared one
    implementJob(declared, async () => "pages");
    createRegistry([monthlyReport, implemented], defineSettings());
    // @ts-expect-error: a declared type has no code to run
    createRegistry.length === 2 || createRegistry([declared], defineSettings());
  });
});
