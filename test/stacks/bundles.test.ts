// Each function, bundled as SST does and loaded as Lambda does, meets the events that AWS sends.
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { functionOf, inputsOf, roleStatements, TOKEN } from "./evaluated.ts";
import { type SmallAws, startSmallAws } from "./lambda/aws.ts";
import { alarmEvent, authorizerEvent, httpEvent, receivedEvent, scheduleEvent } from "./lambda/events.ts";
import { bundleForLambda, type Outcome } from "./lambda/invoke.ts";

const stack = inject("stages").production;
const roles = {
  "functions/api.handler": "ApiHandlerRole",
  "functions/authorizer.handler": "AuthorizerRole",
  "functions/consumer.handler": "ConsumerRole",
  "functions/dead-letters.handler": "DeadLetterInspectorRole",
  "functions/recover.handler": "RecoverHandlerRole",
} as const;
type Handler = keyof typeof roles;

let aws: SmallAws;
const bundles = new Map<string, Awaited<ReturnType<typeof bundleForLambda>>>();
/** What each function has asked of AWS. */
const used = new Map<string, Set<string>>();

beforeAll(async () => {
  const nameOf = (type: string, name: string) => String(inputsOf(stack, type, name).name);
  aws = await startSmallAws({
    queue: nameOf("aws:sqs/queue:Queue", "BriefingsQueue"),
    deadLetterQueue: nameOf("aws:sqs/queue:Queue", "BriefingsDeadQueue"),
    table: nameOf("aws:dynamodb/table:Table", "Jobs"),
  });
  for (const handler of Object.keys(roles)) bundles.set(handler, await bundleForLambda(handler));
});
afterAll(async () => {
  for (const bundle of bundles.values()) bundle.remove();
  await aws.close();
});

/** With the environment that the stack gives it, and only the addresses of AWS changed. */
async function invoke(
  handler: Handler,
  event: unknown,
  changes: Record<string, string> = {},
): Promise<Outcome> {
  const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
  const before = aws.actions.length;
  const outcome = await bundles.get(handler)?.invoke(event, {
    ...variables,
    AWS_ENDPOINT_URL: aws.endpoint,
    QUEUE_URL: aws.queueUrl.replace(/^http:\/\/[^/]+/, aws.endpoint),
    DEAD_LETTER_QUEUE_URL: aws.deadLetterQueueUrl.replace(/^http:\/\/[^/]+/, aws.endpoint),
    ...changes,
  });
  if (!outcome) throw new Error(`${handler} was not bundled`);
  const actions = used.get(handler) ?? new Set();
  for (const action of aws.actions.slice(before)) actions.add(action);
  used.set(handler, actions);
  return outcome;
}

type HttpResult = { statusCode: number; headers: Record<string, string>; body: string };
async function request(
  method: string,
  path: string,
  options: Parameters<typeof httpEvent>[2] = { token: TOKEN },
) {
  const { result, error } = await invoke("functions/api.handler", httpEvent(method, path, options));
  expect(error).toBeUndefined();
  const { statusCode, headers, body } = result as HttpResult;
  return { statusCode, headers, body, json: () => JSON.parse(body) };
}

const text =
  "The harbour town opened its first tidal power plant on Monday. The plant feeds four thousand homes, the operator said. " +
  "Engineers had worked on the turbines for six years. A second plant is planned for 2028, further up the coast.";
const briefing = {
  topic: "Tidal power",
  sources: [{ kind: "text", title: "Tidal power", text }],
  generator: "extractive",
};

describe("a briefing, bundle by bundle", () => {
  let id = "";

  it("is taken by the API", async () => {
    const answer = await request("POST", "/briefings", {
      token: TOKEN,
      body: briefing,
      routeKey: "POST /briefings",
    });
    expect(answer.statusCode).toBe(202);
    ({ id } = answer.json());
    expect(answer.headers.location).toBe(`/briefings/${id}`);
  });

  it("is made by the consumer, which says that no item failed and writes its metrics", async () => {
    const message = await aws.receive(aws.queueUrl);
    const { result, error, log } = await invoke(
      "functions/consumer.handler",
      receivedEvent(message, aws.queueArn),
    );
    expect(error).toBeUndefined();
    expect(result).toEqual({ batchItemFailures: [] });
    expect((await aws.store.get(id))?.status).toBe("succeeded");
    const metrics = log.find((line) => "_aws" in line);
    expect(metrics).toMatchObject({
      JobsSucceeded: 1,
      Queue: inputsOf(stack, "aws:sqs/queue:Queue", "BriefingsQueue").name,
    });
  });

  it("is read from the API, by its id and in the list", async () => {
    const one = await request("GET", `/briefings/${id}`, { token: TOKEN, routeKey: "GET /briefings/{id}" });
    expect(one.statusCode).toBe(200);
    expect(one.json()).toMatchObject({ id, status: "succeeded" });
    const list = await request("GET", "/briefings");
    expect(list.body).toContain(id);
  });

  it("was counted at the end of the invocation, and its environment has told of itself", async () => {
    const type = "briefing:generate";
    const queues = (await request("GET", "/queues")).json();
    expect(queues).toMatchObject({
      problems: [],
      all: { today: { processed: 1, succeeded: 1 } },
      types: [{ type }],
    });
    expect((await request("GET", "/stats")).json().total).toMatchObject([{ type, runMs: { count: 1 } }]);
    expect((await request("GET", "/workers")).json().workers).toMatchObject([
      { kind: "lambda", running: [] },
    ]);
  });

  it("is deleted through the API", async () => {
    expect((await request("DELETE", `/briefings/${id}`)).statusCode).toBe(204);
  });
});

describe("a job of any type, in the API's bundle", () => {
  it("is enqueued by its type's name, listed, run now, cancelled and deleted", async () => {
    const enqueued = await request("POST", "/jobs/briefing:generate", {
      token: TOKEN,
      body: briefing,
      routeKey: "POST /jobs/{id}",
    });
    expect(enqueued.statusCode).toBe(202);
    const { id } = enqueued.json();
    expect(enqueued.headers.location).toBe(`/jobs/${id}`);
    expect((await request("GET", "/jobs")).json().items).toMatchObject([{ id, type: "briefing:generate" }]);
    expect((await request("POST", `/jobs/${id}/run`)).statusCode).toBe(202);
    expect((await request("GET", `/jobs/${id}`)).json()).toMatchObject({ id, status: "queued" });
    expect((await request("DELETE", `/jobs/${id}`)).json()).toMatchObject({ id, status: "cancelled" });
    expect((await request("DELETE", `/jobs/${id}`)).statusCode).toBe(204);
    // Two messages of a job that is no more: those of the tests below come behind none.
    for (const _ of ["sent", "sent to run now"]) await aws.remove(aws.queueUrl);
  });
});

describe("the API's bundle", () => {
  it("answers health checks and describes itself without a token", async () => {
    expect((await request("GET", "/health", {})).statusCode).toBe(200);
    expect((await request("GET", "/openapi.json", {})).json()).toMatchObject({ openapi: "3.1.0" });
  });

  it.each([
    ["GET", "/nowhere", 404, { token: TOKEN }],
    ["PATCH", "/briefings", 405, { token: TOKEN }],
    ["GET", "/briefings", 401, {}],
    ["GET", "/briefings", 401, { token: "another-token-of-24-chars" }],
    ["POST", "/briefings", 400, { token: TOKEN, body: {} }],
    ["POST", "/jobs/briefing:generate", 401, { body: {} }],
    ["POST", "/jobs/no-such-type", 404, { token: TOKEN, body: {} }],
  ])("answers %s %s with %i as a problem", async (method, path, status, options) => {
    const answer = await request(method, path, options);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  it("does not start without a token, and says so", async () => {
    const { error } = await invoke("functions/api.handler", httpEvent("GET", "/health"), { API_TOKEN: "" });
    expect(error).toMatch(/API_TOKEN/);
  });

  it("does not start with a setting overridden, and says so", async () => {
    const changes = { BRIEFINGS_TIMEOUT_SECONDS: "5" };
    const { error } = await invoke("functions/api.handler", httpEvent("GET", "/health"), changes);
    expect(error).toMatch(/BRIEFINGS_TIMEOUT_SECONDS must not be set on AWS/);
  });
});

describe("the authorizer's bundle", () => {
  it.each([
    [`Bearer ${TOKEN}`, true],
    ["Bearer another-token-of-24-chars", false],
  ])("answers %s with %s, and writes no line", async (authorization, isAuthorized) => {
    const event = authorizerEvent(authorization);
    const { result, error, log } = await invoke("functions/authorizer.handler", event);
    expect(error).toBeUndefined();
    expect(result).toEqual({ isAuthorized });
    expect(log).toEqual([]);
  });

  it("is a quarter of the API's at a start: no SDK, no log", () => {
    const { startBytes = Number.NaN, startSources = [] } = bundles.get("functions/authorizer.handler") ?? {};
    expect(startBytes).toBeLessThan(120_000);
    expect(startSources.filter((source) => /@aws-sdk|@smithy|\/pino\//.test(source))).toEqual([]);
  });
});

describe("the consumer's bundle", () => {
  /** Sent by somebody else, received by Lambda. */
  async function deliver(body: string): Promise<Outcome & { messageId: string }> {
    await aws.send(aws.queueUrl, body);
    const message = await aws.receive(aws.queueUrl);
    const messageId = message?.MessageId ?? "";
    const outcome = await invoke("functions/consumer.handler", receivedEvent(message, aws.queueArn));
    return { ...outcome, messageId };
  }

  it("reports a message that cannot be read, and never throws", async () => {
    const { result, error, messageId } = await deliver("garbage");
    expect(error).toBeUndefined();
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: messageId }] });
  });

  it("leaves a message of a newer version for a newer consumer", async () => {
    const body = JSON.stringify({ v: 2, type: "briefing:generate", jobId: "brf_new", extra: true });
    const { result, messageId } = await deliver(body);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: messageId }] });
  });

  it("leaves a job of an unknown type for a newer consumer", async () => {
    const body = JSON.stringify({ v: 1, type: "briefing:translate", jobId: "brf_new" });
    const { result, messageId } = await deliver(body);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: messageId }] });
  });
});

describe("the dead-letter inspector's bundle", () => {
  it("logs a dead letter when CloudWatch calls it, once, and leaves it where it is", async () => {
    const { MessageId } = await aws.send(aws.deadLetterQueueUrl, "garbage");
    const event = alarmEvent("briefings-production-DeadLetters", "briefings-dead");
    const poisoned = (outcome: Outcome) => outcome.log.filter((line) => line.msg === "message poisoned");

    const first = await invoke("functions/dead-letters.handler", event);
    expect(first.error).toBeUndefined();
    expect(poisoned(first)).toMatchObject([{ messageId: MessageId, cause: "unreadable" }]);
    const second = await invoke("functions/dead-letters.handler", scheduleEvent());
    expect(second.error).toBeUndefined();
    expect(poisoned(second)).toEqual([]);
    expect((await aws.receive(aws.deadLetterQueueUrl))?.MessageId).toBe(MessageId);
  });
});

describe("recover's bundle", () => {
  it("takes the schedule's event and publishes the ages", async () => {
    const { error, log } = await invoke("functions/recover.handler", scheduleEvent());
    expect(error).toBeUndefined();
    expect(log.find((line) => "_aws" in line)).toMatchObject({ OldestPendingAge: 0, OldestQueuedAge: 0 });
  });

  it("names a variable that is missing", async () => {
    const { error } = await invoke("functions/recover.handler", scheduleEvent(), { QUEUE_URL: "" });
    expect(error).toMatch(/environment:\n {2}QUEUE_URL/);
  });
});

describe("a cold start", () => {
  const heavy = [
    "croner",
    "linkedom",
    "feedsmith",
    "@mozilla/readability",
    "@anthropic-ai/sdk",
    "pino-pretty",
  ];

  it.each(Object.keys(roles))("reads no parser, no model and at most 480 KB: %s", (handler) => {
    const { startBytes = Number.NaN, startSources = [] } = bundles.get(handler) ?? {};
    expect(startBytes).toBeLessThanOrEqual(480_000);
    expect(
      startSources.filter((source) => heavy.some((name) => source.includes(`node_modules/${name}/`))),
    ).toEqual([]);
  });
});

describe("what the bundles asked of AWS", () => {
  it.each(Object.entries(roles))("is allowed by the role: %s", (handler, role) => {
    const allowed = roleStatements(stack, role).flatMap(({ Action }) => Action);
    // IAM asks for the right to the single action of a batch.
    const asked = [...(used.get(handler) ?? [])].map((action) => action.replace(/Batch$/, ""));
    if (handler === "functions/authorizer.handler") expect(asked).toEqual([]);
    else expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((action) => !allowed.includes(action))).toEqual([]);
  });
});
