// Finding one failed job among others while the system runs: by the API and by the command line, with its log; and the live stream.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprintOf } from "../../core/jobs/operate/inspector.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { start, verb } from "../support/run-cli.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

let aws: TestRuntime;
const dataFolder = mkdtempSync(join(tmpdir(), "jobs-search-"));
let dead: Job;
const run = (...args: string[]) =>
  verb([...args, "--data", dataFolder, "--sqs-port", new URL(aws.sqsUrl).port]);
/** The JSON of an answer, whatever it is. */
// biome-ignore lint/suspicious/noExplicitAny: expectations say what it has to be
const ask = async (path: string): Promise<any> => (await fetch(`${aws.apiUrl}${path}`)).json();

beforeAll(async () => {
  aws = await startTestRuntime({ dataFolder });
  const jobs = await Promise.all(Array.from({ length: 5 }, () => aws.submit("work")));
  const [failing] = await Promise.all([aws.submit("fail-for-good"), ...jobs.map(({ id }) => aws.ended(id))]);
  dead = await aws.ended(failing.id);
});
afterAll(async () => {
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe("a dead job among others", () => {
  const message = () => dead.attempts.at(-1)?.error?.message ?? expect.fail("it has failed");

  it("is found by its error's text, its fingerprint, its cause and its payload", async () => {
    const fingerprint = fingerprintOf(dead) ?? "";
    for (const words of [
      `text=${encodeURIComponent(message())}`,
      `fingerprint=${fingerprint}`,
      "cause=permanent&since=1h",
      `type=test:fail-for-good&where.folder=${encodeURIComponent(aws.folder)}`,
    ]) {
      expect(await ask(`/jobs?${words}`)).toMatchObject({ items: [{ id: dead.id, fingerprint }] });
    }
    const { stdout } = await run("jobs", "search", message().toUpperCase(), "--status", "dead", "--json");
    expect(JSON.parse(stdout).items).toMatchObject([{ id: dead.id }]);
    expect((await ask("/jobs?status=succeeded")).items).toHaveLength(5);
  });

  it("is shown with its stack, what happened and its log lines, by both alike", async () => {
    const shown = JSON.parse((await run("show", dead.id, "--json")).stdout);
    expect(shown.timeline.map(({ event }: { event: string }) => event)).toEqual(
      expect.arrayContaining(["created", "attempt started", "attempt ended", "ended"]),
    );
    const messages = shown.log.entries.map((entry: { message: string }) => entry.message);
    expect(messages).toEqual(expect.arrayContaining(["job enqueued", "job started", "job dead"]));
    const answer = await ask(`/jobs/${dead.id}?include=inspection,stacks,log`);
    expect(answer.attempts[0].error.stack).toContain(message());
    expect(answer.inspection.failure).toEqual(shown.failure);
    expect(answer.log.entries.map((entry: { message: string }) => entry.message)).toEqual(
      expect.arrayContaining(["job started", "job dead"]),
    );
  });

  it("is not found any more once its data is deleted", async () => {
    await fetch(`${aws.apiUrl}/jobs/${dead.id}`, { method: "DELETE" });
    expect(await ask(`/jobs?text=${encodeURIComponent(message())}`)).toMatchObject({ items: [] });
  });
});

it("tail shows what happens to a job while it happens", async () => {
  const tail = start(["tail", "--type", "test:gate", "--lines", "100", "--json", "--data", dataFolder]);
  const events: string[] = [];
  const ended = new Promise<void>((resolve) => {
    tail.child.stdout.on("data", (text: string) => {
      for (const line of text.trim().split("\n")) events.push(JSON.parse(line).msg);
      if (events.includes("job succeeded")) resolve();
    });
  });
  const { id } = await aws.submit("gate");
  await aws.next((line) => line.msg === "job started" && line.jobId === id);
  aws.openGate();
  await ended;
  tail.child.kill("SIGINT");
  expect((await tail.finished).code).toBe(0);
  expect(events).toEqual(["job enqueued", "job started", "job succeeded"]);
});
