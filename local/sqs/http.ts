// HTTP: guard, body, which protocol and action; then the answer into the outbox, or the receive into its queue's line.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Guard } from "../guard.ts";
import { type Call, LongPoll } from "./actions/call.ts";
import { runAction } from "./actions/index.ts";
import { corsHeaders, preflightReply } from "./cors.ts";
import type { Engine } from "./engine/model.ts";
import { type ErrorName, internalFailure, SqsError } from "./errors.ts";
import { type FaultKind, type Faults, refusalOf } from "./faults.ts";
import { identify } from "./identity.ts";
import { PEEK_PATH, peekReply } from "./peek.ts";
import type { Pollers } from "./pollers.ts";
import { isJsonRequest, jsonError, jsonRequest } from "./protocol-json.ts";
import { queryRequest } from "./protocol-query.ts";
import type { Outbox, Reply, Request } from "./reply.ts";
import { MAX_BODY_BYTES, readBody } from "./request-body.ts";

export type RequestEntry = {
  action: string;
  /** The queue's URL, name or ARN, where the request had one. */
  queue: string | undefined;
  status: number;
  error: ErrorName | undefined;
  /** Long polls include their wait. */
  durationMs: number;
};

export type Backend = {
  engine: Engine;
  pollers: Pollers;
  outbox: Outbox;
  guard: Guard;
  faults: Faults;
  now: () => number;
  /** Called after actions that may have started a move task. */
  afterAction: () => void;
  onRequest: ((entry: RequestEntry) => void) | undefined;
  /** Gets unexpected errors. The client is told only that the server failed. */
  onError: (error: unknown) => void;
};

export function createHttpServer(backend: Backend): Server {
  const server = createServer(
    // Longer than clients keep idle connections, so that the client closes them and no request meets a closed one.
    { noDelay: true, keepAliveTimeout: 90_000, requestTimeout: 30_000 },
    (request, response) => receive(backend, request, response),
  );
  server.on("clientError", (_error, socket) => {
    if (socket.writable) {
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    } else {
      socket.destroy();
    }
  });
  return server;
}

function receive(backend: Backend, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (error: SqsError) => {
    response.setHeader("Connection", "close");
    const reply = jsonError(error);
    backend.outbox.add(response, reply);
    const entry = { action: line(request), queue: undefined, status: reply.status, error: error.name };
    backend.onRequest?.({ ...entry, durationMs: 0 });
    request.resume();
  };
  const refusal = backend.guard(request.headers);
  if (refusal !== undefined) {
    refuse(new SqsError("AccessDenied", refusal));
    return;
  }
  readBody(
    request,
    (body) => handle(backend, request, response, body),
    () =>
      refuse(new SqsError("RequestTooLarge", `The request body must be at most ${MAX_BODY_BYTES} bytes.`)),
  );
}

function handle(backend: Backend, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const startedAt = backend.onRequest ? performance.now() : 0;
  let parsed: Request | undefined;
  let input: unknown;
  let fault: FaultKind | undefined;
  const cors = corsHeaders(request.headers);
  const finish = (reply: Reply, error?: ErrorName, urgent = false) => {
    const answer = cors.length === 0 ? reply : { ...reply, headers: [...reply.headers, ...cors] };
    // The outbox passes over an answer whose connection has been cut.
    if (fault === "lost-answer") response.destroy();
    backend.outbox.add(response, answer, urgent);
    backend.onRequest?.({
      action: parsed?.action ?? line(request),
      queue: queueIn(input),
      status: reply.status,
      error,
      durationMs: performance.now() - startedAt,
    });
  };
  const fail = (error: unknown, urgent = false) => {
    const sqsError = asSqsError(backend, error);
    finish(parsed ? parsed.fail(sqsError) : jsonError(sqsError), sqsError.name, urgent);
  };
  try {
    const special = preflightReply(request.method, request.headers) ?? route(backend, request, body);
    if (special) {
      finish(special);
      return;
    }
    parsed = isJsonRequest(request) ? jsonRequest(request, body) : queryRequest(request, body);
    if (!parsed) {
      finish(unknownOperation());
      return;
    }
    const { reply } = parsed;
    input = parsed.input();
    fault = backend.faults.take(parsed.action, queueIn(input));
    if (fault === "hang") {
      backend.faults.hang(response);
      return;
    }
    if (fault === "throttle" || fault === "server-error") throw refusalOf(fault);
    const output = runAction(parsed.action, callOf(backend, request, parsed.credential), input);
    if (output instanceof LongPoll) {
      const withdraw = backend.pollers.wait(output, (result) => {
        forgetConnection();
        if (result instanceof SqsError) {
          fail(result, true);
        } else {
          finish(reply(result), undefined, true);
        }
      });
      const forgetConnection = onceGone(request, response, withdraw);
    } else {
      finish(reply(output));
    }
  } catch (error) {
    fail(error);
  }
  backend.pollers.serve();
  backend.afterAction();
}

/**
 * Calls `gone` when the client disconnects, so that a waiting receive takes no message any more. The socket's events come
 * before whatever other connections sent later; the response's own "close" comes some turns of the event loop later.
 * @returns stops listening
 */
function onceGone(request: IncomingMessage, response: ServerResponse, gone: () => void): () => void {
  const { socket } = request;
  socket.on("end", gone);
  socket.on("error", gone);
  response.on("close", gone);
  return () => {
    socket.off("end", gone);
    socket.off("error", gone);
    response.off("close", gone);
  };
}

function callOf(backend: Backend, request: IncomingMessage, credential: string | undefined): Call {
  const trace = request.headers["x-amzn-trace-id"];
  return {
    engine: backend.engine,
    identity: identify(request.headers, credential),
    baseUrl: `${schemeOf(request)}://${request.headers.host ?? "localhost"}`,
    now: backend.now(),
    traceHeader: Array.isArray(trace) ? trace[0] : trace,
  };
}

/** A proxy that ends TLS sets X-Forwarded-Proto. The guard has already admitted the Host header. */
function schemeOf({ headers }: IncomingMessage): "http" | "https" {
  const [first] = String(headers["x-forwarded-proto"] ?? "").split(",");
  return first?.trim().toLowerCase() === "https" ? "https" : "http";
}

/** What is no action of SQS: health, and a look into a queue. */
function route(backend: Backend, request: IncomingMessage, body: Buffer): Reply | undefined {
  const url = request.url ?? "/";
  if (url === "/") return undefined;
  if (url === "/health" || url === "/_localstack/health") return health();
  return url.startsWith(PEEK_PATH)
    ? peekReply(callOf(backend, request, undefined), request, body)
    : undefined;
}

function health(): Reply {
  const body = JSON.stringify({ services: { sqs: "running", sts: "running" } });
  return { status: 200, contentType: "application/json", headers: [], body };
}

/** SQS's answer to a request without an action, such as a GET of a queue's URL. */
function unknownOperation(): Reply {
  return { status: 404, contentType: "text/xml", headers: [], body: "<UnknownOperationException/>" };
}

function line(request: IncomingMessage): string {
  return `${request.method} ${request.url}`;
}

function queueIn(input: unknown): string | undefined {
  const { QueueUrl, QueueName, SourceArn } = Object(input);
  return [QueueUrl, QueueName, SourceArn].find((value) => typeof value === "string");
}

function asSqsError(backend: Backend, error: unknown): SqsError {
  if (error instanceof SqsError) return error;
  backend.onError(error);
  return internalFailure();
}
