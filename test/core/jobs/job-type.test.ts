// The registry: a job type's schema and function, bound together.
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createRegistry, defineJob, type JobContext, PermanentError } from "../../../core/jobs/index.ts";
import { defineSettings } from "../../../core/settings.ts";
import { createTestBackend } from "../../support/test-backend.ts";

const context: JobContext = {
  jobId: "tst_1",
  backend: createTestBackend().backend,
  attempt: 1,
  signal: new AbortController().signal,
  reportProgress: () => {},
  step: () => Promise.reject(new Error("no steps here")),
};
const settings = defineSettings();
const greet = defineJob({
  name: "test:greet",
  idPrefix: "tst",
  payload: z.object({ name: z.string().trim(), times: z.number().default(1) }),
  title: ({ name }) => `greet ${name}`,
  run: async ({ name, times }) => `${name} ${times}`,
});

describe("a job type", () => {
  it("hands its function the payload as the schema reads it", async () => {
    expect(await greet.run({ name: " Ada " }, context)).toBe("Ada 1");
    expect(greet.title({ name: " Ada " })).toBe("greet Ada");
  });

  it("fails for good on a payload that is not its own, and names the field, not the value", async () => {
    const run = greet.run({ name: "Ada", times: "a secret" }, context);
    await expect(run).rejects.toThrow(PermanentError);
    await expect(run).rejects.toThrow(/no longer a test:greet[\s\S]*times/);
    await expect(run).rejects.not.toThrow(/secret/);
  });
});

describe("a registry", () => {
  it("finds types by name", () => {
    const registry = createRegistry([greet], settings);
    expect(registry.get("test:greet")).toBe(greet);
    expect(registry.has("test:other")).toBe(false);
  });

  it("refuses two types of one name", () => {
    expect(() => createRegistry([greet, { ...greet, idPrefix: "oth" }], settings)).toThrow(
      /two job types have the name "test:greet"/,
    );
  });
});
