// The query protocol: parameters in the URL or a form body, answers in XML; at `/` or at a queue's own URL.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { errors, isSenderFault, SqsError } from "./errors.ts";
import { queryInput } from "./query-input.ts";
import { actionsWithResult } from "./query-names.ts";
import { type Element, toElements, toJson, toXml } from "./query-output.ts";
import { parseQueueUrl } from "./queue-url.ts";
import type { Reply, Request } from "./reply.ts";

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";
const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Parameters of the body and of the URL together: clients use either, some both. */
export function queryParameters(request: IncomingMessage, body: Buffer): URLSearchParams {
  const parameters = new URLSearchParams(body.toString());
  const url = request.url ?? "/";
  const start = url.indexOf("?");
  if (start >= 0)
    for (const [name, value] of new URLSearchParams(url.slice(start))) parameters.append(name, value);
  return parameters;
}

/** Null where the request names no action. */
export function queryRequest(request: IncomingMessage, body: Buffer): Request | null {
  const parameters = queryParameters(request, body);
  const action = parameters.get("Action");
  if (!action) return null;
  const credential = parameters.get("X-Amz-Credential");
  return {
    action,
    credential,
    input() {
      const [path = "/"] = (request.url ?? "/").split("?");
      const queueUrl = parseQueueUrl(path)?.accountId ? path : null;
      if (queueUrl && (action === "CreateQueue" || action === "ListQueues"))
        throw new SqsError("InvalidAction", `The action ${action} is not valid for this endpoint.`);
      return { ...(queueUrl && { QueueUrl: queueUrl }), ...queryInput(parameters) };
    },
    reply: (output) => queryReply(request, action, output),
    fail: (error) => queryError(request, error),
  };
}

export function queryReply(request: IncomingMessage, action: string, output: object): Reply {
  const result = actionsWithResult.has(action)
    ? [{ name: `${action}Result`, content: toElements(action, output) }]
    : [];
  const requestId = randomUUID();
  const metadata = { name: "ResponseMetadata", content: [{ name: "RequestId", content: requestId }] };
  const namespace = action === "GetCallerIdentity" ? STS_NAMESPACE : NAMESPACE;
  return document(request, 200, requestId, namespace, {
    name: `${action}Response`,
    content: [...result, metadata],
  });
}

export function queryError(request: IncomingMessage, error: SqsError): Reply {
  const { queryCode, status } = errors[error.name];
  const requestId = randomUUID();
  // SQS words this one differently here.
  const message =
    error.name === "QueueDoesNotExist"
      ? "The specified queue does not exist for this wsdl version."
      : error.message;
  const details = [
    { name: "Type", content: isSenderFault(error.name) ? "Sender" : "Receiver" },
    { name: "Code", content: queryCode },
    { name: "Message", content: message },
    { name: "Detail", content: "" },
  ];
  return document(request, status, requestId, NAMESPACE, {
    name: "ErrorResponse",
    content: [
      { name: "Error", content: details },
      { name: "RequestId", content: requestId },
    ],
  });
}

function document(
  request: IncomingMessage,
  status: number,
  requestId: string,
  namespace: string,
  root: Element,
): Reply {
  if (request.headers.accept?.includes("application/json"))
    return { status, contentType: "application/json", headers: [], body: toJson(root), requestId };
  const body = `<?xml version="1.0"?>\n${toXml(root, namespace)}`;
  return { status, contentType: "text/xml", headers: [], body, requestId };
}
