// A part of Lambda's API over HTTP: event source mappings and Invoke. Functions are made by startLambda, not by upload.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGuard, refuseForeignWrite } from "../../guard.ts";
import type { TestSqs } from "../../sqs/testing/start-sqs.ts";
import type { TestLambda } from "../testing/options.ts";
import { type Answer, MAPPINGS, refuse } from "./answer.ts";
import { asApiError, failurePayload, LambdaApiError } from "./errors.ts";
import { Mappings } from "./mappings.ts";
import { parseJson } from "./requests.ts";
import { invalidValue } from "./validation.ts";

export type LambdaApiOptions = {
  functions: readonly TestLambda[];
  /** Where the queues of the mappings are. */
  sqs: TestSqs;
  /** Default 0: any free port. */
  port?: number;
};

export interface LambdaApi extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: for `aws --endpoint-url`, an SDK's endpoint, AWS_ENDPOINT_URL_LAMBDA. */
  readonly url: string;
  /** Ends the mappings that were made by it, and the server. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** Lambda's quota for the payload of a synchronous invocation. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
const INVOCATION_TYPES = ["Event", "RequestResponse", "DryRun"];
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** @throws Error one line, when the port is taken */
export async function startApiServer({ functions, sqs, port = 0 }: LambdaApiOptions): Promise<LambdaApi> {
  const mappings = new Mappings({ functions, queueUrl: sqs.queueUrl });
  const guard = createGuard(HOST, []);
  const server = createServer(async (request, response) => {
    try {
      const refusal = guard(request.headers) ?? refuseForeignWrite(request);
      if (refusal !== undefined) return send(response, refuse("AccessDeniedException", 403, refusal));
      send(response, await answer(mappings, request, await readBody(request)));
    } catch (error) {
      const known = asApiError(error);
      if (!known) console.error("Lambda API: unexpected error", error);
      const { name, status, message } =
        known ?? new LambdaApiError("ServiceException", "An internal error occurred.");
      send(response, refuse(name, status, message));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(isTaken ? new Error(`Lambda API: port ${port} on ${HOST} is taken: choose another.`) : error);
    });
    server.listen(port, HOST, resolve);
  });
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await mappings.close();
  };
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(mappings: Mappings, request: IncomingMessage, body: string): Promise<Answer> {
  const [pathname = "", query = ""] = (request.url ?? "/").split("?", 2);
  const [mapping, uuid] = MAPPINGS.exec(pathname) ?? [];
  const [, functionName] = INVOKE.exec(pathname) ?? [];
  const json = (status: number, value: object): Answer => ({ status, body: JSON.stringify(value) });
  if (mapping !== undefined) {
    switch (`${request.method}${uuid ? " one" : ""}`) {
      case "POST":
        return json(202, await mappings.create(body));
      case "GET":
        return json(200, mappings.list(new URLSearchParams(query)));
      case "GET one":
        return json(200, mappings.get(uuid ?? ""));
      case "PUT one":
        return json(202, await mappings.update(uuid ?? "", body));
      case "DELETE one":
        return json(202, mappings.delete(uuid ?? ""));
    }
  }
  if (functionName !== undefined && request.method === "POST") {
    const qualifier = new URLSearchParams(query).get("Qualifier") ?? undefined;
    return await invoke(mappings.findFunction(decode(functionName), qualifier), request, body);
  }
  return refuse(
    "UnknownOperationException",
    404,
    `${request.method} ${pathname} is not served here: only event source mappings and Invoke are. A function is made by startLambda.`,
  );
}

/** A name that is not well encoded is no function's. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function invoke(lambda: TestLambda, request: IncomingMessage, body: string): Promise<Answer> {
  const type = String(request.headers["x-amz-invocation-type"] ?? "RequestResponse");
  if (!INVOCATION_TYPES.includes(type)) {
    const must = `Member must satisfy enum value set: [${INVOCATION_TYPES.join(", ")}]`;
    throw invalidValue(type, "InvocationType", must);
  }
  const event = body === "" ? {} : parseJson(body);
  if (type === "DryRun") return { status: 204, body: "" };
  if (type === "Event") {
    // As an asynchronous invocation: nobody waits. Lambda tries a failed one twice more, which is not done here.
    lambda.invoke(event).catch(() => {});
    return { status: 202, body: "" };
  }
  const headers = { "x-amz-executed-version": "$LATEST" };
  try {
    return { status: 200, body: JSON.stringify(await lambda.invoke(event)), headers };
  } catch (error) {
    const payload = failurePayload(error);
    if (payload === undefined) throw error;
    return { status: 200, body: payload, headers: { ...headers, "x-amz-function-error": "Unhandled" } };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new LambdaApiError(
        "RequestTooLargeException",
        `Request must be smaller than ${MAX_BODY_BYTES} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new LambdaApiError(
      "InvalidRequestContentException",
      "Could not parse request body into json: it is not UTF-8",
    );
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}
