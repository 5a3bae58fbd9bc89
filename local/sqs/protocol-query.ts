// The query protocol: parameters in the URL or a form body, answers in XML; at `/` or at a queue's own URL.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { errors, isSenderFault, SqsError } from "./errors.ts";
import { queryInput } from "./query-input.ts";
import { apiJson, type JsonForm } from "./query-json.ts";
import { actionsWithResult } from "./query-names.ts";
import { type Element, toElements, toXml } from "./query-output.ts";
import { queueUrlOfPath } from "./queue-url.ts";
import type { Reply, Request } from "./reply.ts";

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";
const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** The parameters of the body and of the URL. Clients use either, some both. */
export function queryParameters(request: IncomingMessage, body: Buffer): URLSearchParams {
  const parameters = new URLSearchParams(body.toString());
  const url = request.url ?? "/";
  const start = url.indexOf("?");
  if (start >= 0) {
    for (const [name, value] of new URLSearchParams(url.slice(start))) parameters.append(name, value);
  }
  return parameters;
}

/** Undefined where the request names no action. */
export function queryRequest(request: IncomingMessage, body: Buffer): Request | undefined {
  const parameters = queryParameters(request, body);
  const action = parameters.get("Action");
  if (!action) return undefined;
  const credential = parameters.get("X-Amz-Credential");
  return {
    action,
    credential: credential ?? undefined,
    input() {
      const queueUrl = queueUrlOfPath(request.url);
      if (queueUrl && (action === "CreateQueue" || action === "ListQueues")) {
        throw new SqsError("InvalidAction", `The action ${action} is not valid for this endpoint.`);
      }
      return { ...(queueUrl && { QueueUrl: queueUrl }), ...queryInput(parameters) };
    },
    reply: (output) => queryReply(request, action, output),
    fail: (error) => queryError(request, error),
  };
}

export function queryReply(
  request: IncomingMessage,
  action: string,
  output: object,
  json: JsonForm = apiJson,
): Reply {
  const hasResult = actionsWithResult.has(action);
  const requestId = randomUUID();
  if (wantsJson(request)) {
    const result = hasResult ? { [`${action}Result`]: json.result(action, output) } : {};
    const document = { [`${action}Response`]: { ...result, ResponseMetadata: { RequestId: requestId } } };
    return jsonDocument(200, requestId, document);
  }
  const result = hasResult ? [{ name: `${action}Result`, content: toElements(action, output) }] : [];
  const metadata = { name: "ResponseMetadata", content: [{ name: "RequestId", content: requestId }] };
  const namespace = action === "GetCallerIdentity" ? STS_NAMESPACE : NAMESPACE;
  return xmlDocument(200, requestId, namespace, {
    name: `${action}Response`,
    content: [...result, metadata],
  });
}

export function queryError(request: IncomingMessage, error: SqsError, json: JsonForm = apiJson): Reply {
  const { queryCode, status } = errors[error.name];
  const requestId = randomUUID();
  const details = {
    Type: isSenderFault(error.name) ? "Sender" : "Receiver",
    Code: queryCode,
    // SQS's text differs between the protocols.
    Message:
      error.name === "QueueDoesNotExist"
        ? "The specified queue does not exist for this wsdl version."
        : error.message,
    Detail: "",
  };
  const document = { Error: details, RequestId: requestId };
  if (wantsJson(request)) return jsonDocument(status, requestId, json.error(document));
  return xmlDocument(status, requestId, NAMESPACE, {
    name: "ErrorResponse",
    content: toElements("", document),
  });
}

function wantsJson(request: IncomingMessage): boolean {
  return request.headers.accept?.includes("application/json") ?? false;
}

function jsonDocument(status: number, requestId: string, document: object): Reply {
  return {
    status,
    contentType: "application/json",
    headers: [],
    body: JSON.stringify(document),
    requestId,
  };
}

function xmlDocument(status: number, requestId: string, namespace: string, root: Element): Reply {
  const body = `<?xml version="1.0"?>\n${toXml(root, namespace)}`;
  return { status, contentType: "text/xml", headers: [], body, requestId };
}
