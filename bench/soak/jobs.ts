// The soak's job types: short ones that fail in every way, beside the app's own briefings and deliveries.
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { CreateJobTypes } from "../../core/job-types.ts";
import { defineJob, PermanentError, SnoozeError } from "../../core/jobs/index.ts";
import { createJobTypes as createAppTypes } from "../../core/registry.ts";

const Payload = z.strictObject({ number: z.int() });
const common = { payload: Payload, title: ({ number }: z.infer<typeof Payload>) => `number ${number}` };

/** So short that a run of thousands ends, so long that faults strike in it. */
const WORK_MS = 5;
const work = (signal: AbortSignal) => wait(WORK_MS, undefined, { signal });

/** A delivery waits for minutes before it is tried again. */
const SOON = { baseSeconds: 0.1, capSeconds: 2 };

export const createJobTypes: CreateJobTypes = (context) => [
  ...createAppTypes(context).map((type) => ({ ...type, retry: SOON })),
  defineJob({
    ...common,
    name: "soak:plain",
    idPrefix: "pln",
    run: async ({ number }, { signal }) => {
      await work(signal);
      return { number };
    },
  }),
  defineJob({
    ...common,
    name: "soak:steps",
    idPrefix: "stp",
    async run({ number }, { step, signal, reportProgress }) {
      const one = await step("one", async () => {
        await work(signal);
        return number + 1;
      });
      reportProgress("one step done", 1, 3);
      const two = await step("two", () => one + 1);
      return await step("three", () => two + 1);
    },
  }),
  defineJob({
    ...common,
    name: "soak:unique",
    idPrefix: "unq",
    unique: { key: ({ number }) => String(number) },
    run: async (_, { signal }) => await work(signal),
  }),
  /** Fails at its first two attempts. */
  defineJob({
    ...common,
    name: "soak:flaky",
    idPrefix: "flk",
    async run({ number }, { attempt, signal }) {
      await work(signal);
      if (attempt <= 2) throw new Error(`attempt ${attempt} fails`);
      return { number };
    },
  }),
  defineJob({
    ...common,
    name: "soak:snoozing",
    idPrefix: "snz",
    async run(_, { step, attempt }) {
      if (await step("looked", () => true)) if (attempt === 1) throw new SnoozeError("not ready", 1);
    },
  }),
  defineJob({
    ...common,
    name: "soak:doomed",
    idPrefix: "dmd",
    async run({ number }) {
      throw new PermanentError(`${number} will never work`);
    },
  }),
  /** Is followed by another. */
  defineJob({
    ...common,
    name: "soak:followed",
    idPrefix: "flw",
    followUps: ({ number }) => [{ type: "soak:plain", payload: { number } }],
    run: async (_, { signal }) => await work(signal),
  }),
];
