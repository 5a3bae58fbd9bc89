// Lambda's API for event source mappings and Invoke: by HTTP as an SDK sends it, and by the aws command where there is one.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type LambdaApi,
  startLambda,
  startLambdaApi,
  type TestLambda,
} from "../../../../local/lambda/testing/index.ts";
import { startSqs, type TestSqs } from "../../../../local/sqs/testing/index.ts";
import { clientVariables, hasCommand } from "../../../support/aws-command.ts";
import { PATIENT } from "../../../support/patience.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";
const PATH = "/2015-03-31/event-source-mappings";

let sqs: TestSqs;
let lambda: TestLambda;
let api: LambdaApi;
beforeEach(async () => {
  sqs = await startSqs({
    queues: [
      "orders",
      "refunds",
      { name: "steps.fifo", attributes: { FifoQueue: true } },
      { name: "short", attributes: { VisibilityTimeout: 1 } },
    ],
  });
  lambda = await startLambda({
    handler: new URL("../testing/orders.ts", import.meta.url),
    sqs,
    timeout: 3,
    log: () => {},
  });
  api = await startLambdaApi({ functions: [lambda], sqs });
});
afterEach(async () => {
  await api.close();
  await lambda.close();
  await sqs.close();
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    error: response.headers.get("x-amzn-errortype"),
    functionError: response.headers.get("x-amz-function-error"),
    body: text === "" ? undefined : JSON.parse(text),
  };
}
const create = (more: object = {}) =>
  call("POST", `${PATH}/`, { FunctionName: "orders", EventSourceArn: QUEUE, ...more });

async function send(queue: string, MessageBody = '{"orderId":1}'): Promise<void> {
  const client = new SQSClient(sqs.clientConfig);
  await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl(queue), MessageBody }));
  client.destroy();
}
const empty = (messages: unknown[]) => messages.length === 0;

describe("an event source mapping", () => {
  it("is created, shown as Lambda shows it, and feeds the function", async () => {
    const Filters = [{ Pattern: '{"body":{"orderId":[{"exists":true}]}}' }];
    const created = await create({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FilterCriteria: { Filters },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
      Tags: { team: "checkout" },
    });
    const shown = {
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      EventSourceArn: QUEUE,
      FunctionArn: lambda.arn,
      LastModified: expect.any(Number),
      StateTransitionReason: "USER_INITIATED",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      EventSourceMappingArn: expect.stringMatching(
        /^arn:aws:lambda:us-east-1:000000000000:event-source-mapping:/,
      ),
      FilterCriteria: { Filters },
      ScalingConfig: { MaximumConcurrency: 2 },
    };
    expect(created).toMatchObject({ status: 202, body: { ...shown, State: "Creating" } });
    const { UUID } = created.body;
    expect(await call("GET", `${PATH}/${UUID}`)).toMatchObject({
      status: 200,
      body: { ...shown, State: "Enabled" },
    });
    await send("orders");
    await sqs.waitFor("orders", empty, PATIENT);
    expect(lambda.invocations).toHaveLength(1);
  });

  it("can be one of several, which are listed by queue, by function and by page", async () => {
    await create();
    await create({ EventSourceArn: QUEUE.replace("orders", "refunds") });
    const sources = async (query: string) => {
      const { body } = await call("GET", `${PATH}?${query}`);
      return body.EventSourceMappings.map(
        ({ EventSourceArn }: { EventSourceArn: string }) => EventSourceArn.split(":")[5],
      );
    };
    expect(await sources("")).toEqual(["orders", "refunds"]);
    expect(await sources(`EventSourceArn=${QUEUE}`)).toEqual(["orders"]);
    expect(await sources(`FunctionName=${encodeURIComponent(lambda.arn)}`)).toEqual(["orders", "refunds"]);
    const { body } = await call("GET", `${PATH}?MaxItems=1`);
    expect(body.EventSourceMappings).toHaveLength(1);
    expect(await sources(`Marker=${body.NextMarker}`)).toEqual(["refunds"]);
  });

  it("is disabled, enabled again and deleted", async () => {
    const { body } = await create({ Enabled: false });
    expect(await call("GET", `${PATH}/${body.UUID}`)).toMatchObject({ body: { State: "Disabled" } });
    await send("orders");
    const enabled = await call("PUT", `${PATH}/${body.UUID}`, { Enabled: true, BatchSize: 1 });
    expect(enabled).toMatchObject({ status: 202, body: { State: "Updating", BatchSize: 1 } });
    await sqs.waitFor("orders", empty, PATIENT);
    expect(await call("DELETE", `${PATH}/${body.UUID}`)).toMatchObject({
      status: 202,
      body: { State: "Deleting" },
    });
    expect(await call("GET", `${PATH}/${body.UUID}`)).toMatchObject({
      status: 404,
      error: "ResourceNotFoundException",
    });
  });

  it("does not look at the answer without ReportBatchItemFailures", async () => {
    await create();
    await send("orders", '{"orderId":1,"does":"fail"}');
    await sqs.waitFor("orders", empty, PATIENT);
    expect(lambda.invocations).toMatchObject([{ result: { batchItemFailures: [{}] } }]);
  });

  it.each<[string, object, number, string, string]>([
    ["a function that is none", { FunctionName: "none" }, 404, "ResourceNotFoundException", "function:none"],
    [
      "a queue that is none",
      { EventSourceArn: QUEUE.replace("orders", "none") },
      400,
      "InvalidParameterValueException",
      "does not exist",
    ],
    [
      "a stream",
      { EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" },
      400,
      "InvalidParameterValueException",
      "only SQS queues",
    ],
    [
      "what streams alone have",
      { BisectBatchOnFunctionError: true },
      400,
      "InvalidParameterValueException",
      "BisectBatchOnFunctionError",
    ],
    [
      "a position in a stream",
      { StartingPosition: "LATEST" },
      400,
      "InvalidParameterValueException",
      "StartingPosition is not valid for SQS event sources.",
    ],
    // The texts of values outside their limits and of the wrong type are those of every AWS service.
    [
      "a batch that is too large",
      { BatchSize: 10_001 },
      400,
      "ValidationException",
      "1 validation error detected: Value '10001' at 'batchSize' failed to satisfy constraint: Member must have value less than or equal to 10000",
    ],
    [
      "two values outside their limits",
      { BatchSize: 0, ScalingConfig: { MaximumConcurrency: 1 } },
      400,
      "ValidationException",
      "2 validation errors detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '1' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value greater than or equal to 2",
    ],
    [
      "a response type that is none",
      { FunctionResponseTypes: ["Foo"] },
      400,
      "ValidationException",
      "Value '[Foo]' at 'functionResponseTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures]]",
    ],
    [
      "no function",
      { FunctionName: null },
      400,
      "ValidationException",
      "Value null at 'functionName' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a batch size that is a string",
      { BatchSize: "10" },
      400,
      "SerializationException",
      "STRING_VALUE can not be converted to an Integer",
    ],
    [
      "an alias, since there is none",
      { FunctionName: "orders:live" },
      404,
      "ResourceNotFoundException",
      "Function not found: arn:aws:lambda:us-east-1:000000000000:function:orders:live",
    ],
    [
      "a large batch without a window",
      { BatchSize: 11 },
      400,
      "InvalidParameterValueException",
      "Maximum batch window",
    ],
    [
      "a concurrency of one",
      { ScalingConfig: { MaximumConcurrency: 1 } },
      400,
      "ValidationException",
      "'scalingConfig.maximumConcurrency'",
    ],
    [
      "a filter that is none",
      { FilterCriteria: { Filters: [{ Pattern: "x" }] } },
      400,
      "InvalidParameterValueException",
      "Invalid filter pattern",
    ],
    [
      "a window of a FIFO queue",
      { EventSourceArn: QUEUE.replace("orders", "steps.fifo"), MaximumBatchingWindowInSeconds: 1 },
      400,
      "InvalidParameterValueException",
      "FIFO",
    ],
    [
      "a queue that hides for too short a time",
      { EventSourceArn: QUEUE.replace("orders", "short") },
      400,
      "InvalidParameterValueException",
      "visibility timeout",
    ],
    [
      "pollers and a concurrency",
      { ScalingConfig: { MaximumConcurrency: 2 }, ProvisionedPollerConfig: { MinimumPollers: 2 } },
      400,
      "InvalidParameterValueException",
      "exclude",
    ],
  ])("is refused for %s", async (_name, more, status, error, message) => {
    const answer = await create(more);
    expect(answer).toMatchObject({ status, error });
    expect(answer.body.Message).toContain(message);
  });

  it("is refused a second time for the same queue and function", async () => {
    const { body } = await create();
    const again = await create();
    expect(again).toMatchObject({ status: 409, error: "ResourceConflictException" });
    expect(again.body.message).toContain(body.UUID);
  });
});

describe("a list", () => {
  it.each([
    ["MaxItems=0", "ValidationException", "Value '0' at 'maxItems'"],
    ["MaxItems=10001", "ValidationException", "less than or equal to 10000"],
    ["MaxItems=x", "SerializationException", "STRING_VALUE"],
    ["Marker=x", "InvalidParameterValueException", "Marker x"],
  ])("is refused with %s", async (query, error, message) => {
    const answer = await call("GET", `${PATH}/?${query}`, undefined);
    expect(answer).toMatchObject({ status: 400, error });
    expect(answer.body.Message).toContain(message);
  });
});

describe("Invoke", () => {
  const invoke = (body: unknown, headers?: Record<string, string>, name = "orders") =>
    call("POST", `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, body, headers);

  it("answers with what the handler returned", async () => {
    const answer = { status: 200, functionError: null, body: { batchItemFailures: [] } };
    expect(await invoke({ Records: [] })).toMatchObject(answer);
    expect(await invoke({ Records: [] }, {}, lambda.arn)).toMatchObject(answer);
    expect(await invoke({ Records: [] }, {}, "orders:$LATEST")).toMatchObject(answer);
  });

  it("answers 200 and the error of a function that failed", async () => {
    const failed = await invoke({ Records: 1 });
    expect(failed).toMatchObject({
      status: 200,
      functionError: "Unhandled",
      body: { errorType: "TypeError", trace: expect.arrayContaining(["TypeError: Records is not iterable"]) },
    });
  });

  it("waits for nothing when the invocation is an event, and does nothing in a dry run", async () => {
    expect(await invoke({ Records: [] }, { "x-amz-invocation-type": "DryRun" })).toMatchObject({
      status: 204,
    });
    expect(lambda.invocations).toHaveLength(0);
    expect(await invoke({ Records: [] }, { "x-amz-invocation-type": "Event" })).toMatchObject({
      status: 202,
    });
    await lambda.waitFor((invocations) => invocations.length === 1, PATIENT);
  });

  it.each([
    ["a payload that is no JSON", "{", "orders", 400, "InvalidRequestContentException"],
    ["a function that is none", "{}", "constructor", 404, "ResourceNotFoundException"],
    ["a version that is none", "{}", "orders:7", 404, "ResourceNotFoundException"],
    ["a payload above 6 MB", `"${"x".repeat(6 * 1024 * 1024)}"`, "orders", 413, "RequestTooLargeException"],
  ])("refuses %s", async (_name, body, name, status, error) => {
    expect(await invoke(body, {}, name)).toMatchObject({ status, error });
  });

  it("refuses a type of invocation, a qualifier and bytes that are none", async () => {
    const path = "/2015-03-31/functions/orders/invocations";
    expect(await invoke({}, { "x-amz-invocation-type": "event" })).toMatchObject({
      status: 400,
      error: "ValidationException",
      body: {
        Message:
          "1 validation error detected: Value 'event' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
      },
    });
    expect(await call("POST", `${path}?Qualifier=live`, {})).toMatchObject({ status: 404 });
    const bytes = await fetch(api.url + path, { method: "POST", body: new Uint8Array([0x22, 0xff, 0x22]) });
    expect(bytes.headers.get("x-amzn-errortype")).toBe("InvalidRequestContentException");
    expect(lambda.invocations).toHaveLength(0);
  });

  it("is throttled above the function's concurrency", async () => {
    const hanging = ['{"orderId":1,"does":"hang"}'].map((body) => ({ body, messageId: "m" }));
    const running = Array.from({ length: 5 }, () => invoke({ Records: hanging }));
    await lambda.waitForRunning(5, PATIENT);
    expect(await invoke({ Records: [] })).toMatchObject({ status: 429, error: "TooManyRequestsException" });
    await lambda.close();
    expect((await Promise.all(running)).map(({ functionError }) => functionError)).toEqual(
      Array(5).fill("Unhandled"),
    );
  });
});

describe("a port that is taken", () => {
  it("is named in the error", async () => {
    const port = Number(new URL(api.url).port);
    await expect(startLambdaApi({ functions: [], sqs, port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken`,
    );
  });
});

describe("what is not served", () => {
  it("says so, and how a function is made", async () => {
    const answer = await call("POST", "/2015-03-31/functions", {});
    expect(answer).toMatchObject({ status: 404 });
    expect(answer.body.Message).toContain("made by startLambda");
  });

  it.each(["/2015-03-31/functions/%E0%A4/invocations", "//", "/2015-03-31/event-source-mappings/__proto__"])(
    "answers %s as an address of nothing",
    async (path) => {
      expect(await call(path.includes("functions") ? "POST" : "GET", path, undefined)).toMatchObject({
        status: 404,
      });
    },
  );

  it("is refused to pages of other sites", async () => {
    expect(await call("GET", PATH, undefined, { origin: "https://example.com" })).toMatchObject({
      status: 403,
    });
  });

  it("changes nothing for a page of another server on this machine", async () => {
    const page = { origin: "http://127.0.0.1:8080" };
    const mapping = { FunctionName: "orders", EventSourceArn: QUEUE };
    expect(await call("POST", `${PATH}/`, mapping, page)).toMatchObject({ status: 403 });
    expect(await call("GET", `${PATH}/`)).toMatchObject({ body: { EventSourceMappings: [] } });
  });
});

const hasAws = hasCommand("aws", "--version");

describe.skipIf(!hasAws)("the aws command", () => {
  const aws = async (...args: string[]) => {
    const env = clientVariables;
    const { stdout } = await promisify(execFile)(
      "aws",
      ["lambda", "--endpoint-url", api.url, "--output", "json", ...args],
      { env },
    );
    return stdout === "" ? undefined : JSON.parse(stdout);
  };

  it("sets up a mapping, changes it, invokes the function and takes the mapping away", async () => {
    const { UUID } = await aws(
      "create-event-source-mapping",
      "--function-name",
      "orders",
      "--event-source-arn",
      QUEUE,
      "--batch-size",
      "5",
    );
    expect(await aws("update-event-source-mapping", "--uuid", UUID, "--batch-size", "7")).toMatchObject({
      BatchSize: 7,
    });
    expect(await aws("list-event-source-mappings", "--function-name", "orders")).toMatchObject({
      EventSourceMappings: [{ UUID }],
    });
    expect(await aws("get-event-source-mapping", "--uuid", UUID)).toMatchObject({ State: "Enabled" });
    const folder = mkdtempSync(join(tmpdir(), "invoke-"));
    const [payload, outfile] = [join(folder, "payload.json"), join(folder, "answer.json")];
    writeFileSync(payload, '{"Records":[]}');
    // By fileb:, which both versions of the command send as it is.
    const invoked = await aws(
      "invoke",
      "--function-name",
      "orders",
      "--payload",
      `fileb://${payload}`,
      outfile,
    );
    expect(invoked).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(JSON.parse(readFileSync(outfile, "utf8"))).toEqual({ batchItemFailures: [] });
    rmSync(folder, { recursive: true });
    await aws("delete-event-source-mapping", "--uuid", UUID);
    await expect(aws("get-event-source-mapping", "--uuid", UUID)).rejects.toThrow(
      "ResourceNotFoundException",
    );
  });
});
