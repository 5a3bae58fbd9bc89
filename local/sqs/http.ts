// HTTP: admits a request, reads its body, recognises protocol and action, runs the action, and answers or lets a receive wait.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Guard } from "../guard.ts";
import { LongPoll } from "./actions/call.ts";
import { runAction } from "./actions/index.ts";
import { refuseBlindGet } from "./blind-get.ts";
import { corsHeaders, preflightReply } from "./cors.ts";
import type { Engine } from "./engine/model.ts";
import { type ErrorName, SqsError } from "./errors.ts";
import { type FaultKind, type Faults, refusalOf } from "./faults.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Pollers } from "./pollers.ts";
import { isJsonRequest, jsonError, jsonRequest } from "./protocol-json.ts";
import { queryRequest } from "./protocol-query.ts";
import { type Reply, type Request, writeReply } from "./reply.ts";
import { MAX_BODY_BYTES, readBody } from "./request-body.ts";
import { callOf } from "./request-call.ts";
import { routeReply, unknownOperation } from "./routes.ts";

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
  commits: GroupCommit;
  guard: Guard;
  /** Answers what is for another service at this address; undefined where it is for SQS. */
  elsewhere: ((request: IncomingMessage, body: Buffer) => Promise<Reply> | undefined) | undefined;
  faults: Faults;
  now: () => number;
  /** Called after actions that may have started a move task. */
  afterAction: () => void;
  onRequest: ((entry: RequestEntry) => void) | undefined;
  /** What an unexpected error becomes. The client is told only that the server failed. */
  explain: (error: unknown) => SqsError;
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
    answer(backend, response, reply);
    const entry = { action: requestLine(request), queue: undefined, status: reply.status, error: error.name };
    backend.onRequest?.({ ...entry, durationMs: 0 });
    request.resume();
  };
  const refusal = backend.guard(request.headers) ?? refuseBlindGet(request);
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
    const withCors = cors.length === 0 ? reply : { ...reply, headers: [...reply.headers, ...cors] };
    // The commit follows; an answer to a connection that was cut is not written.
    if (fault === "lost-answer") response.destroy();
    answer(backend, response, withCors, urgent);
    backend.onRequest?.({
      action: parsed?.action ?? requestLine(request),
      queue: queueIn(input),
      status: reply.status,
      error,
      durationMs: performance.now() - startedAt,
    });
  };
  const fail = (error: unknown, urgent = false) => {
    const sqsError = backend.explain(error);
    finish(parsed ? parsed.fail(sqsError) : jsonError(sqsError), sqsError.name, urgent);
  };
  try {
    const special = preflightReply(request.method, request.headers) ?? routeReply(backend, request, body);
    if (special) {
      finish(special);
      return;
    }
    const other = backend.elsewhere?.(request, body);
    if (other) {
      other.then((reply) => finish(reply), fail);
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

/** Written after the commit. Where that failed, every answer of its turn says so. */
function answer({ commits }: Backend, response: ServerResponse, reply: Reply, urgent = false): void {
  commits.afterCommit((failure) => writeReply(response, failure ? jsonError(failure) : reply), urgent);
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

function requestLine(request: IncomingMessage): string {
  return `${request.method} ${request.url}`;
}

function queueIn(input: unknown): string | undefined {
  const { QueueUrl, QueueName, SourceArn } = Object(input);
  return [QueueUrl, QueueName, SourceArn].find((value) => typeof value === "string");
}
