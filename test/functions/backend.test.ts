// How a function starts on AWS: its backend built at the first event, from the environment, and then kept.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reportOutcome } from "../../core/jobs/hooks.ts";
import { appTypes } from "../../core/jobs/registry.ts";
import { createAwsSetup, onAws } from "../../functions/backend.ts";
import { makeJob } from "../contracts/job-store/factories.ts";

const complete = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_REGION: "eu-west-1",
  QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/app-stage-briefings",
  DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/app-stage-briefings-dead",
  TABLE_NAME: "jobs",
  LOG_LEVEL: "silent",
};
const set = (env: Record<string, string>) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
};

beforeEach(() => {
  for (const name of Object.keys(complete)) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a handler on AWS", () => {
  it("builds its backend at the first event, once", async () => {
    set(complete);
    let built = 0;
    const handler = onAws("consumer", ({ backend, environment }) => {
      built++;
      expect(environment).toMatchObject({ onAws: true, queueUrl: complete.QUEUE_URL });
      expect(appTypes(backend.registry).map(({ name }) => name)).toEqual([
        "briefing:generate",
        "deliver:email",
        "deliver:webhook",
      ]);
      return async (event: number) => event + built;
    });
    expect(built).toBe(0);
    expect([await handler(10, undefined), await handler(20, undefined)]).toEqual([11, 21]);
    expect(built).toBe(1);
  });

  it("tells a mistake in the environment at every event, and works once that is mended", async () => {
    set({ ...complete, TABLE_NAME: "" });
    const handler = onAws("consumer", () => async () => "works");
    await expect(handler({}, {})).rejects.toThrow("TABLE_NAME is not set");
    await expect(handler({}, {})).rejects.toThrow("TABLE_NAME is not set");
    set(complete);
    expect(await handler({}, {})).toBe("works");
  });

  it("has no override of the settings", async () => {
    set({ ...complete, BRIEFINGS_TIMEOUT_SECONDS: "5" });
    await expect(onAws("consumer", () => async () => 1)({}, {})).rejects.toThrow("BRIEFINGS_TIMEOUT_SECONDS");
  });

  it("never learns of a shutdown: Lambda gives no notice", () => {
    expect(createAwsSetup("consumer", complete).backend.shutdown).toBeUndefined();
  });
});

describe("an outcome on AWS", () => {
  it("is one line of metrics on standard output, whatever the log level", () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const { backend } = createAwsSetup("consumer", complete);
    const job = makeJob();
    reportOutcome(backend, {
      at: 1_000,
      outcome: "dead",
      cause: "permanent",
      runMs: 5,
      job,
      log: backend.log,
    });
    const [line, ...more] = write.mock.calls.map(([text]) => String(text));
    expect(more).toEqual([]);
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line ?? "")).toMatchObject({
      _aws: { Timestamp: 1_000 },
      Queue: "app-stage-briefings",
      JobsDead: 1,
      RunTime: 5,
    });
  });
});
