// What an operator reads of an endpoint that is not AWS's, of credentials that are over, and of one that is asked too often.
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, it, onTestFinished } from "vitest";
import { createDynamoClient, createSqsClient } from "../../../core/aws/clients.ts";
import { createDynamoStore } from "../../../core/aws/dynamo-store.ts";
import { explainError, explained } from "../../../core/aws/explained-client.ts";
import { createQueueBrowser } from "../../../core/aws/sqs-browser.ts";
import { createDeadLetterQueue } from "../../../core/aws/sqs-dead-letters.ts";
import { StoreError } from "../../../core/jobs/index.ts";
import { defineSettings } from "../../../core/settings.ts";
import { startWebServer } from "../../support/web-server.ts";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };
const JSON_TYPE = "application/x-amz-json-1.0";
const WRONG_PLACE =
  "check the address (AWS_ENDPOINT_URL): the endpoint may not know this action, or a proxy has answered";

/** What everybody is answered, and clients of it. */
async function endpoint(status: number, body: string, headers: Record<string, string> = {}) {
  const server = await startWebServer((request, response) => {
    request.resume().on("end", () => response.writeHead(status, headers).end(body));
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const options = { region: "us-east-1", endpoint: server.url, credentials };
  const dynamo = explained(createDynamoClient(options));
  const queueUrl = `${server.url}/000000000000/jobs-dead`;
  const sqs = explained(createSqsClient(options));
  onTestFinished(() => sqs.destroy());
  onTestFinished(() => dynamo.destroy());
  return {
    sqs,
    store: createDynamoStore({
      ...{ client: dynamo, tableName: "jobs", settings: defineSettings(), now: Date.now },
    }),
    deadLetters: createDeadLetterQueue({ client: sqs, queueUrl }),
    browser: createQueueBrowser({ client: sqs }),
  };
}

const refusal = (name: string, message: string) => JSON.stringify({ __type: `com.amazon#${name}`, message });

it.each([
  [200, "text/html", "<html>Welcome</html>\n"],
  [404, "text/html", "<!doctype html>"],
  [200, "application/json", '{"Messages": ['],
])("status %i with %s is told to be no answer of AWS's, in one line", async (status, type, body) => {
  const { deadLetters, store } = await endpoint(status, body, { "content-type": type });
  const what = `UnexpectedAnswer: status ${status} with ${type}, which is no answer of AWS's; ${WRONG_PLACE}`;
  await expect(deadLetters.depth()).rejects.toThrow(
    new RegExp(`^GetQueueAttributes on .* failed: ${what.replace(/[().?]/g, "\\$&")}$`),
  );
  await expect(store.get("tst_1")).rejects.toThrow(`GetItem on table jobs failed: ${what}`);
});

it("a refusal without a word says its status", async () => {
  const { deadLetters } = await endpoint(403, "");
  await expect(deadLetters.depth()).rejects.toThrow(
    `failed: UnexpectedAnswer: status 403 without a reason; ${WRONG_PLACE}`,
  );
});

it.each(["{}", "[1,2,3]", "null", '{"status":"ok"}'])(
  "JSON that is not AWS's, %s, is not taken for a place where nothing is",
  async (body) => {
    const { deadLetters, store, sqs } = await endpoint(200, body, { "content-type": JSON_TYPE });
    await expect(store.list({ order: "newest", limit: 10 })).rejects.toThrow("an answer without Count");
    await expect(deadLetters.depth()).rejects.toThrow("an answer without Attributes");
    await expect(deadLetters.redrive()).rejects.toThrow("an answer without Attributes");
    // An account without a queue is answered so.
    expect(await sqs.send(new ListQueuesCommand())).toMatchObject({});
  },
);

it.each([
  ["ExpiredTokenException", "The security token included in the request is expired"],
  ["UnrecognizedClientException", "The security token included in the request is invalid."],
  ["InvalidClientTokenId", "The security token included in the request is invalid."],
])("%s says that one has to log in", async (name, message) => {
  const { deadLetters, browser } = await endpoint(400, refusal(name, message), { "content-type": JSON_TYPE });
  const remedy = "log in again, or set AWS_PROFILE (AWS_ACCESS_KEY_ID goes before it where it is set)";
  await expect(deadLetters.depth()).rejects.toThrow(`${name}: ${message}; ${remedy}`);
  await expect(browser.get("jobs")).rejects.toMatchObject({ code: "queue-unavailable" });
});

it.each([
  ["ThrottlingException", "Rate exceeded", "; AWS was asked too often: try again in some seconds"],
  ["RequestThrottled", "Rate exceeded", "; AWS was asked too often: try again in some seconds"],
  ["QueueDoesNotExist", "The specified queue does not exist.", ""],
])("of %s the message says what to do, once", (name, message, remedy) => {
  const error = Object.assign(new Error(message), { name });
  expect(explainError(explainError(error))).toMatchObject({ name, message: message + remedy });
});

it.each([
  [
    "@smithy/node-http-handler - [ERROR] a request has exceeded the configured 4000 ms requestTimeout.",
    "no answer within 4000 ms",
  ],
  [
    "@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 1000 ms.",
    "no connection within 1000 ms",
  ],
])("a timeout is told without the SDK's own names: %s", (message, told) => {
  const error = Object.assign(new Error(message), { name: "TimeoutError" });
  expect(explainError(error)).toMatchObject({ name: "TimeoutError", message: told });
});

it.each([
  "Cannot read from backfilling global secondary index: by-list",
  "The table does not have the specified index: by-list",
])("a table whose index is being made is out of reach, and no mistake of ours: %s", async (message) => {
  const { store } = await endpoint(400, refusal("ValidationException", message), {
    "content-type": JSON_TYPE,
  });
  await expect(store.list({ order: "newest", limit: 10 })).rejects.toMatchObject({
    code: "store-unavailable",
    message: `Query on table jobs failed: ValidationException: ${message}; lists work once the index is made, by the deploy under way or by another: \`doctor\` says how it is`,
  });
});

it("https at an endpoint that speaks http is told in one line", () => {
  const message =
    "write EPROTO 40FD:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../tlsany_meth.c:77:\n";
  expect(explainError(Object.assign(new Error(message), { code: "EPROTO" })).message).toBe(
    `${message.trim()}; the endpoint speaks no TLS: is its address to begin with http:// ?`,
  );
});

it("a request that DynamoDB does not understand is our mistake", async () => {
  const body = refusal(
    "ValidationException",
    "A value specified for a secondary index key is not supported.",
  );
  const { store } = await endpoint(400, body, { "content-type": JSON_TYPE });
  await expect(store.get("tst_1")).rejects.not.toBeInstanceOf(StoreError);
});

it("a region that nobody has named is asked for", async () => {
  const sqs = explained(createSqsClient({ endpoint: "http://127.0.0.1:9", credentials }));
  onTestFinished(() => sqs.destroy());
  sqs.config.region = () => Promise.reject(new Error("Region is missing"));
  await expect(sqs.send(new ListQueuesCommand())).rejects.toThrow("Region is missing; set AWS_REGION");
});
