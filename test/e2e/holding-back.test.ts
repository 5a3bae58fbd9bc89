// Rate limits and breakers on the embedded AWS: consumers in environments of their own, one store, real queues.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listBreakers } from "../../core/jobs/index.ts";
import { verb } from "../support/run-cli.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-holding-"));
let aws: TestRuntime;
beforeAll(async () => {
  // The breaker tries a job each second, while the commands are looked at: none may run out of attempts meanwhile.
  aws = await startTestRuntime({ dataFolder, overrides: { maxReceiveCount: 1_000 } });
});
afterAll(async () => {
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});
const run = (...args: string[]) =>
  verb([...args, "--data", dataFolder, "--sqs-port", new URL(aws.sqsUrl).port]);
const submitMany = (name: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => aws.submit(name)));

describe("on the embedded AWS", () => {
  it("no more jobs start than the rate limit allows, and those that wait use two receives and one attempt", async () => {
    const jobs = await submitMany("limited", 5);
    const ended = await Promise.all(jobs.map(({ id }) => aws.ended(id)));
    expect(ended.map(({ status }) => status)).toEqual(jobs.map(() => "succeeded"));
    expect(ended.map(({ attempts }) => attempts.length)).toEqual(jobs.map(() => 1));
    const starts = ended.map(({ attempts }) => attempts[0]?.startedAt ?? 0).toSorted((a, b) => a - b);
    // Two seconds early at most.
    for (const [index, at] of starts.entries()) {
      expect((starts[index + 2] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(4_000);
    }
    const receives = ended.map(({ attempts }) => attempts[0]?.receiveCount ?? 0).toSorted();
    expect(receives.slice(0, 2)).toEqual([1, 1]);
    expect(receives.slice(2).every((count) => count >= 2)).toBe(true);
    const held = aws.lines.filter((line) => line.msg === "message not run");
    expect(held.every((line) => line.because === "rate limit: 2 in 6 s")).toBe(true);
    expect(held.length).toBeGreaterThanOrEqual(3);
  });

  it("jobs of a type whose attempts fail for one cause wait, others run, and all run once the cause is mended", async () => {
    const opened = aws.next((line) => line.msg === "breaker opened");
    const jobs = await submitMany("fragile", 4);
    expect(await opened).toMatchObject({ jobType: "test:fragile", cause: "Error: <id>: answered <n>" });
    expect((await aws.ended((await aws.submit("work")).id)).status).toBe("succeeded");

    const { openBreakers } = (await (await fetch(`${aws.apiUrl}/consumer`)).json()) as {
      openBreakers: unknown[];
    };
    expect(openBreakers).toMatchObject([{ type: "test:fragile", failures: 2 }]);
    expect((await run("breakers")).stdout).toContain("test:fragile");
    expect((await run("list")).stderr).toContain("jobs of test:fragile wait");
    expect(JSON.parse((await run("breakers", "--json")).stdout).items).toMatchObject([
      { type: "test:fragile", cause: "Error: <id>: answered <n>" },
    ]);

    aws.openGate();
    const ended = await Promise.all(jobs.map(({ id }) => aws.ended(id)));
    expect(ended.map(({ status }) => status)).toEqual(jobs.map(() => "succeeded"));
    expect(await listBreakers(aws.backend)).toEqual([]);
    const closed = await run("breakers", "--close", "test:fragile");
    expect(closed).toMatchObject({ code: 4, stderr: expect.stringContaining("is not open") });
  });
});
