// Pausing the consumer of the embedded AWS, as on AWS: by the event source mapping's own switch.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMappingSwitch } from "../../core/aws/event-source-mapping-switch.ts";
import { consumerState } from "../../core/jobs/index.ts";
import { verb } from "../support/run-cli.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-pause-"));
let aws: TestRuntime;
const run = (...args: string[]) =>
  verb([...args, "--data", dataFolder, "--sqs-port", new URL(aws.sqsUrl).port]);
const state = async () => (await fetch(`${aws.apiUrl}/consumer`)).json();

beforeAll(async () => {
  aws = await startTestRuntime({ dataFolder });
});
afterAll(async () => {
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe("the consumer of the embedded AWS", () => {
  it("paused by the command line, lets a job that runs end and begins no other, and goes on when it is resumed", async () => {
    const started = aws.next((line) => line.msg === "job started");
    const running = await aws.submit("gate");
    await started;
    expect(await run("pause")).toMatchObject({ code: 0, stdout: "consumer paused\n" });
    expect(await state()).toMatchObject({ paused: true, since: expect.any(String) });

    const waiting = await aws.submit("work");
    aws.openGate();
    expect((await aws.ended(running.id)).status).toBe("succeeded");
    expect((await aws.backend.store.get(waiting.id))?.status).toBe("queued");
    const listed = await run("list", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({ consumerPaused: true });
    expect(listed.stderr).toContain("the consumer is paused since");

    const resumed = await run("resume", "--json");
    expect(JSON.parse(resumed.stdout)).toMatchObject({ paused: false, by: "event source mapping" });
    expect((await aws.ended(waiting.id)).status).toBe("succeeded");
    expect((await run("list")).stderr).not.toContain("paused");
  });

  it("stays paused over a restart, and is resumed over HTTP", async () => {
    expect((await fetch(`${aws.apiUrl}/consumer/pause`, { method: "POST" })).status).toBe(202);
    await aws.close();
    aws = await startTestRuntime({ dataFolder });
    expect(await state()).toMatchObject({ paused: true });
    const { id } = await aws.submit("work");
    const recovered = await aws.functions.recover.invoke({});
    expect(recovered).toMatchObject({ consumerPaused: true });
    expect((await aws.backend.store.get(id))?.attempts).toEqual([]);
    expect((await fetch(`${aws.apiUrl}/consumer/resume`, { method: "POST" })).status).toBe(202);
    expect((await aws.ended(id)).status).toBe("succeeded");
  });

  it("has Lambda's API at the address of SQS: the mapping is listed, and only its switch can be moved", async () => {
    const path = `${aws.sqsUrl}/2015-03-31/event-source-mappings/`;
    const { EventSourceMappings } = (await (await fetch(`${path}?FunctionName=consumer`)).json()) as {
      EventSourceMappings: { UUID: string; State: string }[];
    };
    expect(EventSourceMappings).toMatchObject([
      { State: "Enabled", ScalingConfig: { MaximumConcurrency: 5 }, BatchSize: 1 },
    ]);
    const uuid = EventSourceMappings[0]?.UUID ?? "";
    const put = (id: string, body: object) =>
      fetch(`${path}${id}`, { method: "PUT", body: JSON.stringify(body) });
    const refused = await put(uuid, { BatchSize: 10 });
    expect([refused.status, refused.headers.get("x-amzn-errortype")]).toEqual([
      400,
      "InvalidParameterValueException",
    ]);
    expect((await put("8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01", { Enabled: false })).status).toBe(404);
    expect((await fetch(`${path}${uuid}`, { method: "DELETE" })).status).toBe(400);
    expect(await (await fetch(`${path}?FunctionName=another`)).json()).toEqual({ EventSourceMappings: [] });
    const foreign = await fetch(`${path}${uuid}`, {
      method: "PUT",
      headers: { origin: "https://evil.example" },
      body: '{"Enabled":false}',
    });
    expect(foreign.status).toBe(403);
    expect(await consumerState(aws.backend)).toMatchObject({ paused: false });
  });

  it("says what is wrong when the mapping is another one", async () => {
    const uuid = "8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01";
    const other = createMappingSwitch({ uuids: [uuid], sqs: aws.sqs, endpoint: aws.sqsUrl });
    await expect(other.pause()).rejects.toMatchObject({
      code: "consumer-unavailable",
      message: expect.stringContaining("EVENT_SOURCE_MAPPING_IDS names one"),
    });
  });
});
