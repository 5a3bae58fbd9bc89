// Schedules on the embedded AWS: over HTTP, through the minute's function, SQS and the consumer; and after an outage.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { getSchedule, putSchedule, type ShownSchedule } from "../../core/jobs/index.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const Body = z.looseObject({ id: z.string().default(""), runs: z.array(z.looseObject({})).optional() });

let aws: TestRuntime;
beforeAll(async () => {
  // The tests call the minute's function themselves.
  aws = await startTestRuntime({ overrides: { recoverSeconds: 800 } });
});
afterAll(() => aws.close());

const ask = async (method: string, path: string, body?: unknown) => {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(new URL(path, aws.apiUrl), init);
  const text = await answer.text();
  return { status: answer.status, body: Body.parse(text === "" ? {} : JSON.parse(text)) };
};
const look = () => aws.functions.recover.invoke({});

describe("a schedule", () => {
  it("that is made by one HTTP call makes its run through the minute's function, and the job runs", async () => {
    // Within the look ahead, and so far off that its second does not come meanwhile.
    const at = Math.ceil((Date.now() + 600_000) / 60_000) * 60_000;
    const cron = `${new Date(at).getUTCMinutes()} ${new Date(at).getUTCHours()} * * *`;
    const soon = { type: "test:work", payload: { folder: aws.folder }, cron };
    expect(await ask("PUT", "/schedules/soon", soon)).toMatchObject({ status: 201 });
    await look();
    const [run] = (await getSchedule(aws.backend, "soon")).runs;
    expect(run).toMatchObject({ at, outcome: "enqueued", status: "queued" });
    const jobId = run?.jobId ?? "";
    expect((await aws.backend.store.get(jobId))?.nextAttemptAt).toBe(at);
    expect(await ask("POST", `/jobs/${jobId}/run`)).toMatchObject({ status: 202 });
    expect(await aws.ended(jobId)).toMatchObject({ status: "succeeded" });
    expect((await ask("GET", "/schedules/soon")).body.runs).toMatchObject([{ jobId, status: "succeeded" }]);
    expect(await ask("DELETE", "/schedules/soon")).toMatchObject({ status: 204 });
  });

  it("runs now, and no second job at once; two looks at the same time double nothing", async () => {
    const gate = { type: "test:gate", payload: { folder: aws.folder }, cron: "0 0 1 1 *" };
    await ask("PUT", "/schedules/gate", gate);
    const first = await ask("POST", "/schedules/gate/run");
    expect(first).toMatchObject({ status: 202, body: { type: "test:gate" } });
    expect(await ask("POST", "/schedules/gate/run")).toMatchObject({
      status: 409,
      body: { code: "schedule-busy" },
    });
    await Promise.all([look(), look()]);
    aws.openGate();
    await aws.ended(first.body.id);
    const second = await ask("POST", "/schedules/gate/run");
    await aws.ended(second.body.id);
    const { body } = await ask("GET", "/schedules/gate");
    const runs = [second, first].map((answer) => ({
      jobId: answer.body.id,
      status: "succeeded",
      manual: true,
    }));
    expect(body.runs).toMatchObject(runs);
    // On a busy machine a job may take a second attempt; what must not be is a second job.
    const made = await aws.backend.store.list({ type: "test:gate", order: "oldest", limit: 9 });
    expect(made.items.map(({ id }) => id)).toEqual([first.body.id, second.body.id]);
  });
});

describe("after an outage", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "briefings-schedules-"));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it("one of the missed runs is made up, by the first look after the start", async () => {
    const before = await startTestRuntime({ dataFolder, consumer: false });
    // An hour ago the system stopped: the schedule was due many times since.
    const hourAgo = Date.now() - 3_600_000;
    const { backend } = before;
    const given = { type: "test:work", payload: { folder: dataFolder }, cron: "* * * * *" };
    await putSchedule({ ...backend, now: () => hourAgo }, "outage", given);
    await before.close();

    const after = await startTestRuntime({ dataFolder, overrides: { recoverSeconds: 1 } });
    await after.next((line) => line.msg === "scheduled run enqueued" && line.scheduleId === "outage");
    // The history is written behind the job, each run by itself.
    const first = async (): Promise<ShownSchedule["runs"]> =>
      (await getSchedule(after.backend, "outage")).runs.toSorted((a, b) => b.at - a.at).slice(-2);
    await expect
      .poll(async () => (await first()).map(({ outcome }) => outcome), { timeout: 10_000 })
      .toEqual(["enqueued", "missed"]);
    const [made, missed] = await first();
    expect(missed).toMatchObject({ outcome: "missed", until: expect.any(Number) });
    expect(missed?.at).toBe(Math.floor(hourAgo / 60_000) * 60_000 + 60_000);
    expect(made).toMatchObject({ outcome: "enqueued", at: (missed?.until ?? 0) + 60_000 });
    expect(await after.ended(made?.jobId ?? "")).toMatchObject({ status: "succeeded" });
    await after.close();
  });
});
