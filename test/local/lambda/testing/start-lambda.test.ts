// startLambda: every form of a handler's file, and what is refused.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type StartLambdaOptions,
  startLambda,
  type TestLambda,
} from "../../../../local/lambda/testing/index.ts";
import { ManualClock, startSqs, type TestSqs } from "../../../../local/sqs/testing/index.ts";
import { PATIENT } from "../../../support/patience.ts";

let folder: string;
let open: TestLambda[];
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "handler-"));
  open = [];
  lines = [];
});
afterEach(async () => {
  await Promise.all(open.map((lambda) => lambda.close()));
  rmSync(folder, { recursive: true });
});

function write(name: string, code: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  return file;
}
async function start(options: StartLambdaOptions): Promise<TestLambda> {
  const lambda = await startLambda({ log: (line) => lines.push(line), ...options });
  open.push(lambda);
  return lambda;
}

describe("a handler", () => {
  it.each([
    ["an ES module", "a.mjs", "export const handler = async (event) => event.n + 1;"],
    ["CommonJS", "a.cjs", "exports.handler = async (event) => event.n + 1;"],
    [
      "CommonJS that Node cannot analyse",
      "a.cjs",
      "const all = { handler: async (event) => event.n + 1 }; module.exports = Object.assign({}, all);",
    ],
    [
      "TypeScript",
      "a.mts",
      "export async function handler(event: { n: number }): Promise<number> { return event.n + 1; }",
    ],
    ["TypeScript as CommonJS", "a.cts", "exports.handler = async (event: { n: number }) => event.n + 1;"],
    ["a default export", "a.mjs", "export default async (event) => event.n + 1;"],
    ["a function that returns no promise", "a.mjs", "export const handler = (event) => event.n + 1;"],
  ])("is called: %s", async (_name, name, code) => {
    const lambda = await start({ handler: write(name, code) });
    expect(await lambda.invoke({ n: 1 })).toBe(2);
  });

  it("is found by the name that Lambda's configuration has for it", async () => {
    const file = write(
      "src/orders.mjs",
      "export const place = async () => 'placed'; export const all = { cancel: async () => 'cancelled' };",
    );
    const root = file.replace(/\.mjs$/, "");
    expect(await (await start({ handler: `${root}.place` })).invoke({})).toBe("placed");
    expect(await (await start({ handler: `${root}.all.cancel` })).invoke({})).toBe("cancelled");
  });

  it("is found by a URL", async () => {
    const url = pathToFileURL(write("a b.mjs", "export const handler = async () => 'found';"));
    expect(await (await start({ handler: url })).invoke({})).toBe("found");
    expect(await (await start({ handler: url.href })).invoke({})).toBe("found");
  });

  it("may import its own files as bundlers let it: without an ending, or with the ending of the compiled file", async () => {
    write("one.ts", "export const one: number = 1;");
    write("two/index.ts", "export const two: number = 2;");
    write("three.ts", "export const three: number = 3;");
    const code = `import { one } from "./one"; import { two } from "./two"; import { three } from "./three.js";
      export const handler = async () => one + two + three;`;
    write("package.json", '{"type":"module"}');
    expect(await (await start({ handler: write("sum.ts", code) })).invoke({})).toBe(6);
  });

  it("in TypeScript is an ES module by its syntax, in a package that npm init has made as well", async () => {
    write("package.json", '{"type":"commonjs"}');
    write("one.ts", "export const one: number = 1;");
    write("types.ts", "export interface Order { n: number }");
    const code = `import { one } from "./one"; import type { Order } from "./types";
      export const handler = async ({ n }: Order) => n + one;`;
    expect(await (await start({ handler: write("sum.ts", code) })).invoke({ n: 5 })).toBe(6);
    const commonjs = `import type { Order } from "./types";
      exports.handler = async ({ n }: Order) => n + require("./one").one;`;
    expect(await (await start({ handler: write("old.ts", commonjs) })).invoke({ n: 6 })).toBe(7);
  });

  it("gets Lambda's context and variables, and none of the test's", async () => {
    const code = `export const handler = async (event, context) => ({ env: process.env, name: context.functionName,
      left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn });`;
    process.env.ONLY_OF_THE_TEST = "secret";
    const lambda = await start({
      handler: write("a.mjs", code),
      name: "orders",
      timeout: 60,
      memory: 256,
      env: { TABLE: "t" },
    });
    delete process.env.ONLY_OF_THE_TEST;
    const answer = (await lambda.invoke({})) as { env: Record<string, string>; left: number };
    expect(answer).toMatchObject({
      name: "orders",
      arn: lambda.arn,
      env: { TABLE: "t", AWS_LAMBDA_FUNCTION_NAME: "orders", AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256" },
    });
    expect(answer.left).toBeGreaterThan(50_000);
    expect(answer.env).not.toHaveProperty("ONLY_OF_THE_TEST");
    expect(answer.env).not.toHaveProperty("AWS_EXECUTION_ENV");
  });

  const BROKEN: [errorType: string, code: string, message: string][] = [
    [
      "Runtime.HandlerNotFound",
      "export const handle = async () => 1;",
      "exports no function called handler or default; its functions are: handle",
    ],
    [
      "Runtime.CallbackHandlerDeprecated",
      "export const handler = (event, context, callback) => callback();",
      "make it async",
    ],
    [
      "Runtime.ImportModuleError",
      'import "./missing.mjs"; export const handler = async () => 1;',
      "missing.mjs",
    ],
    ["Runtime.UserCodeSyntaxError", "export const handler = async () => {;", "Unexpected end of input"],
    ["Error", 'throw new Error("TABLE is not set"); export const handler = () => 1;', "TABLE is not set"],
    ["Runtime.ExitError", "process.exit(3); export const handler = () => 1;", "code 3"],
  ];

  it.each(BROKEN)("that cannot be loaded is refused at the start: %s", async (errorType, code, message) => {
    const handler = write("a.mjs", code);
    const refused = start({ handler });
    await expect(refused).rejects.toThrow(`handler ${handler}: ${errorType}: `);
    await expect(refused).rejects.toThrow(message);
  });

  it.each(BROKEN)(
    "that no longer can be loaded fails its invocation: %s",
    async (errorType, code, message) => {
      const handler = write("a.mjs", "export const handler = () => 1;");
      const lambda = await start({ handler });
      write("a.mjs", code);
      lambda.recycle();
      await expect(lambda.invoke({})).rejects.toMatchObject({
        errorType,
        message: expect.stringContaining(message),
      });
      expect(lambda.invocations).toMatchObject([{ error: { errorType } }]);
      expect(lines).toEqual([expect.stringMatching(/^lambda a: invocation failed: /)]);
    },
  );

  it("whose export is missing is refused with the functions that are there, also those of CommonJS", async () => {
    write("x.mjs", "export const place = () => 1; export const LIMIT = 5; export default () => 2;");
    write("y.cjs", "module.exports = Object.assign({}, { place() {}, cancel() {} });");
    const root = join(folder, "x");
    await expect(start({ handler: `${root}.nope` })).rejects.toThrow(
      `handler ${root}.nope: Runtime.HandlerNotFound: ${root}.mjs exports no function called nope; its functions are: default, place`,
    );
    await expect(start({ handler: join(folder, "y.nope") })).rejects.toThrow(
      "its functions are: place, cancel",
    );
    write("z.mjs", "export const handler = 5;");
    await expect(start({ handler: join(folder, "z.mjs") })).rejects.toThrow("its functions are: none");
  });

  it.each([
    ["RangeError", "throw new RangeError('too far');", "too far"],
    ["Runtime.ExitError", "process.exit(3);", "code 3"],
    // Lambda's quota for a result. In JSON a string has two quotes more.
    [
      "Function.ResponseSizeTooLarge",
      "return 'x'.repeat(6_291_555);",
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ],
  ])("fails with %s", async (errorType, code, message) => {
    const lambda = await start({ handler: write("a.mjs", `export const handler = async () => { ${code} }`) });
    await expect(lambda.invoke({})).rejects.toMatchObject({
      errorType,
      message: expect.stringContaining(message),
    });
    expect(lambda.invocations).toMatchObject([{ error: { errorType } }]);
    expect(lines).toEqual([expect.stringMatching(/^lambda a: invocation failed: /)]);
  });
});

describe("with a queue", () => {
  const handler = () =>
    write("a.mjs", "export const handler = async ({ Records }) => Records.map(({ body }) => body);");
  let sqs: TestSqs;
  beforeEach(async () => {
    sqs = await startSqs({
      queues: ["orders", "refunds", { name: "steps.fifo", attributes: { FifoQueue: true } }],
    });
  });
  afterEach(() => sqs.close());

  it("the literal options of a mapping are all it needs: the queue's URL leads to the server", async () => {
    const queue = sqs.queueUrl("orders");
    const lambda = await start({
      handler: handler(),
      queue,
      timeout: 3,
      concurrency: 5,
      batchSize: 10,
      batchWindow: 0,
    });
    const client = new SQSClient(sqs.clientConfig);
    await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: "hello" }));
    client.destroy();
    const [invocation] = await lambda.waitFor((ended) => ended.length === 1, PATIENT);
    expect(invocation?.result).toEqual(["hello"]);
    await sqs.waitFor("orders", (messages) => messages.length === 0, PATIENT);
  });

  it("and one more, by name beside the server", async () => {
    const lambda = await start({ handler: handler(), sqs, queue: "orders" });
    await lambda.addMapping({ queue: "refunds", batchSize: 1 });
    const client = new SQSClient(sqs.clientConfig);
    for (const queue of ["orders", "refunds"]) {
      await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl(queue), MessageBody: queue }));
    }
    client.destroy();
    const ended = await lambda.waitFor((invocations) => invocations.length === 2, PATIENT);
    expect(ended.map(({ result }) => result).sort()).toEqual([["orders"], ["refunds"]]);
  });

  it.each<[string, Partial<StartLambdaOptions>, string]>([
    ["a queue that does not exist", { queue: "order" }, "does not exist"],
    [
      "a large batch without a window",
      { batchSize: 11 },
      "Maximum batch window in seconds must be greater than 0",
    ],
    [
      "a batch above 10,000",
      { batchSize: 10_001, batchWindow: 1 },
      "batchSize must be a whole number from 1 to 10000",
    ],
    ["a window of a FIFO queue", { queue: "steps.fifo", batchWindow: 1 }, "not supported for FIFO queues"],
    ["a window above 300 s", { batchWindow: 301 }, "batchWindow must be a whole number from 0 to 300"],
    ["no concurrency", { concurrency: 0 }, "concurrency must be a whole number from 1 to 1000"],
    [
      "a timeout above the queue's visibility timeout",
      { timeout: 31 },
      "less than Function timeout: 31 seconds",
    ],
    ["a timeout above 900 s", { timeout: 901 }, "at most 900 seconds"],
    [
      "a filter that is none",
      { filterCriteria: { Filters: [{ Pattern: "{" }] } },
      "Invalid filter pattern definition",
    ],
    ["a file that is not there", { handler: "nowhere/orders.handler" }, "nowhere/orders"],
  ])("refuses %s", async (_name, options, message) => {
    await expect(start({ handler: handler(), sqs, queue: "orders", ...options })).rejects.toThrow(message);
  });

  // A test in JavaScript has no compiler to tell of them.
  it.each<[object, string]>([
    [{ queues: "orders" }, "startLambda has no option queues; its options are handler, queue, "],
    [{ handler: undefined }, "handler is undefined: give the path or URL of its file"],
    [{ handler: () => 1 }, "handler is function: give the path or URL of its file"],
  ])("refuses options that do not exist: %o", async (options, message) => {
    await expect(start({ handler: handler(), sqs, ...options })).rejects.toThrow(message);
    const lambda = await start({ handler: handler(), sqs });
    await expect(lambda.addMapping({ queue: "orders", ...{ batchsize: 1 } })).rejects.toThrow(
      "addMapping has no option batchsize; its options are queue, batchSize, ",
    );
  });

  it("says what to pass where a name alone leads nowhere", async () => {
    await expect(start({ handler: handler(), queue: "orders" })).rejects.toThrow(
      "or pass sqs beside its name",
    );
  });

  it("is not told after a reset of what was begun before", async () => {
    const code =
      "export const handler = ({ wait }) => (wait ? new Promise((resolve) => setTimeout(resolve, 50, 'old')) : 'new');";
    const lambda = await start({ handler: write("b.mjs", code) });
    const old = lambda.invoke({ wait: true });
    await lambda.waitForRunning(1, PATIENT);
    lambda.reset();
    expect(lambda.running).toBe(0);
    expect(await lambda.invoke({})).toBe("new");
    expect(await old).toBe("old");
    expect(lambda.invocations.map(({ result }) => result)).toEqual(["new"]);
    expect(lambda.running).toBe(0);
  });

  it("gets an empty event where none is given", async () => {
    const lambda = await start({ handler: write("c.mjs", "export const handler = async (event) => event;") });
    expect(await lambda.invoke(undefined)).toEqual({});
    expect(await lambda.invoke(null)).toBeNull();
  });

  it("throttles what the function has no concurrency for, which costs receives: the message never ran", async () => {
    const clock = new ManualClock();
    await using server = await startSqs({
      clock,
      queues: [
        "dead",
        { name: "jobs", attributes: { RedrivePolicy: { deadLetterTargetArn: "dead", maxReceiveCount: 1 } } },
      ],
    });
    const code = "export const handler = async () => await new Promise(() => {});";
    const lambda = await start({ handler: write("d.mjs", code), sqs: server, timeout: 30, concurrency: 1 });
    await lambda.addMapping({ queue: "jobs", batchSize: 1, concurrency: "on-demand" });
    const client = new SQSClient(server.clientConfig);
    for (const MessageBody of ["runs", "never runs"]) {
      await client.send(new SendMessageCommand({ QueueUrl: server.queueUrl("jobs"), MessageBody }));
    }
    client.destroy();
    await lambda.waitForRunning(1, PATIENT);
    await server.waitFor(
      "jobs",
      (messages) => messages.every(({ receiveCount }) => receiveCount === 1),
      PATIENT,
    );
    clock.advance(30_000);
    const dead = await server.waitFor("dead", (messages) => messages.length === 2, PATIENT);
    expect(dead.map(({ body }) => body).sort()).toEqual(["never runs", "runs"]);
    expect(lambda.invocations.length).toBeLessThanOrEqual(1);
  });

  it("tells what there was when a wait is over: which invocations failed, and why", async () => {
    const code = `export const handler = async ({ Records = [], does }) => {
      if (does === "throw") throw new RangeError("too far");
      return { batchItemFailures: does === "report" ? [{ itemIdentifier: Records[0].messageId }] : [] };
    }`;
    const lambda = await start({ handler: write("e.mjs", code), sqs, queue: "orders" });
    const Records = [{ messageId: "a" }, { messageId: "b" }];
    await lambda.invoke({ Records });
    await lambda.invoke({ Records, does: "report" });
    await expect(lambda.invoke({ does: "throw" })).rejects.toThrow();
    await expect(lambda.waitFor(() => false, { timeoutMs: 1 })).rejects.toThrow(
      [
        "waitFor: not within 1 ms; 3 invocations have ended, 1 of them failed, 0 run",
        "2 records: succeeded",
        "2 records: reported 1 as failed",
        "0 records: failed, RangeError: too far",
      ].join("\n  "),
    );
    await expect(lambda.waitForRunning(2, { timeoutMs: 1 })).rejects.toThrow(
      "waitForRunning: not within 1 ms",
    );
  });
});
