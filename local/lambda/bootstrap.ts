// Runs inside an execution environment's thread: loads the function once, then handles its invocations.
import * as nodeModule from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { Context } from "aws-lambda";
import { loadHandler } from "./load-handler.ts";
import {
  type EnvironmentData,
  type FromEnvironment,
  functionErrorOf,
  type ToEnvironment,
} from "./protocol.ts";

type Invoke = Extract<ToEnvironment, { kind: "invoke" }>;
type Handler = (event: unknown, context: Context) => Promise<unknown>;

// Halves the time of a cold start; the cache of the process that started this thread does not reach it. Not in Node 20.
nodeModule.enableCompileCache?.();

const port = parentPort;
if (!port) throw new Error("local/lambda/bootstrap.ts runs only as a worker thread");
const send = (message: FromEnvironment) => port.postMessage(message);

const {
  functionName,
  module,
  setup,
  handler: exportName,
  memoryMb,
  services,
} = workerData as EnvironmentData;
const shutdown = new AbortController();

/** Lines go through the port, which is drained even when the thread is terminated. */
const destination = { write: (line: string) => send({ kind: "log", line }) };

async function load(): Promise<Handler> {
  if (setup === undefined) return await loadHandler(module, exportName);
  const [{ createSetup }, { createHandler }] = await Promise.all([import(setup), import(module)]);
  return createHandler(
    await createSetup(functionName, process.env, { destination, shutdown: shutdown.signal, services }),
  );
}

const handler = await load().catch((error: unknown) => {
  send({ kind: "init-error", error: functionErrorOf(error) });
  return process.exit(1);
});

/**
 * Each begins in a turn of the event loop of its own. A burst reaches the port all at once: begun in one turn, its
 * requests would hold up the sockets and timers of those before them.
 */
const waiting: Invoke[] = [];

port.on("message", (message: ToEnvironment) => {
  if (message.kind === "shutdown") {
    shutdown.abort();
    return;
  }
  waiting.push(message);
  if (waiting.length === 1) setImmediate(beginNext);
});

function beginNext(): void {
  const message = waiting.shift();
  if (message) void invoke(message);
  if (waiting.length > 0) setImmediate(beginNext);
}

async function invoke(message: Invoke): Promise<void> {
  const { id } = message;
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    send({ kind: "result", id, payload: JSON.stringify(result ?? null) });
  } catch (error) {
    send({ kind: "error", id, error: functionErrorOf(error) });
  }
}
send({ kind: "ready" });

function contextOf({ requestId, deadline }: { requestId: string; deadline: number }): Context {
  const refuse = () => {
    throw new Error("Node 24 on Lambda has no callbacks; return a promise");
  };
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}
