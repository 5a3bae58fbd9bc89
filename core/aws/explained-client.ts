// Clients that say in an operator's words why a call failed: outside of AWS an endpoint may be anything, a proxy's page among it.
import { type AwsError, asAwsError } from "./aws-error.ts";
import { isOfCredentials, isThrottled } from "./error-kinds.ts";

type Handler = (args: object) => Promise<{ output: object; response: unknown }>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;
type Stack = {
  add(middleware: Middleware, options: { step: "initialize"; name: string; override: true }): void;
};

/** What every answer to a command has, so that an endpoint that is not AWS's is not taken for one where nothing is. */
const PARTS: Readonly<Record<string, string>> = {
  GetQueueUrlCommand: "QueueUrl",
  GetQueueAttributesCommand: "Attributes",
  StartMessageMoveTaskCommand: "TaskHandle",
  QueryCommand: "Count",
  ScanCommand: "Count",
  BatchGetItemCommand: "Responses",
  DescribeTableCommand: "Table",
};

const WRONG_PLACE =
  "check the address (AWS_ENDPOINT_URL): the endpoint may not know this action, or a proxy has answered";

/** The same client, whose errors name what came back and how to mend it. Their names stay AWS's. */
export function explained<Client extends { middlewareStack: unknown }>(client: Client): Client {
  const explain: Middleware =
    (next, { commandName = "" }) =>
    async (args) => {
      const answer = await next(args).catch((error: unknown) => {
        throw explainError(asAwsError(error));
      });
      const part = PARTS[commandName];
      if (part === undefined || part in answer.output) return answer;
      throw unexpected(`an answer without ${part}`, undefined);
    };
  // The stack of each client has the types of its own commands.
  const stack = client.middlewareStack as Stack;
  stack.add(explain, { step: "initialize", name: "explained", override: true });
  return client;
}

/** The error itself, with the remedy in its message, or another in place of what only a developer of the SDK could read. */
export function explainError(error: AwsError & { $response?: Response }): Error {
  if (error.name === "UnexpectedAnswer") return error;
  const { $response: response, $metadata: metadata } = error;
  const status = response?.statusCode ?? metadata?.httpStatusCode;
  if (response && !("$fault" in error)) {
    const type = response.headers?.["content-type"] ?? "no content type";
    return unexpected(`status ${status} with ${type}, which is no answer of AWS's`, error);
  }
  if (error.name === "Unknown") return unexpected(`status ${status} without a reason`, error);
  if (error.name === "SyntaxError" || error.name === "ZodError") {
    return unexpected("an answer that is not AWS's", error);
  }
  // Of a request without the SDK.
  if (error.name.startsWith("status ")) {
    const page = error.message.replace(/\s+/g, " ").trim();
    return unexpected(page ? `${error.name}: ${page}` : `${error.name} without a reason`, error);
  }
  // `fetch` says why in its cause.
  if (error.message === "fetch failed" && error.cause instanceof Error) {
    const { code = error.cause.name, message } = error.cause as NodeJS.ErrnoException;
    return Object.assign(new Error(message, { cause: error }), { name: code });
  }
  const remedy = remedyFor(error);
  const said = timeoutIn(error.message) ?? error.message.replace(/\s+/g, " ").trim();
  error.message = remedy === undefined || said.includes(remedy) ? said : `${said}; ${remedy}`;
  return error;
}

type Response = { statusCode?: number; headers?: Record<string, string> };

function unexpected(what: string, cause: unknown): Error {
  const error = new Error(`${what}; ${WRONG_PLACE}`, { cause });
  error.name = "UnexpectedAnswer";
  return error;
}

/** `@smithy/node-http-handler` names its own options. */
function timeoutIn(message: string): string | undefined {
  const [, answerMs] = /exceeded the configured (\d+) ms requestTimeout/.exec(message) ?? [];
  if (answerMs) return `no answer within ${answerMs} ms`;
  const [, connectMs] = /did not establish a connection .* (\d+) ms/.exec(message) ?? [];
  return connectMs && `no connection within ${connectMs} ms`;
}

function remedyFor({ name, message }: Error): string | undefined {
  if (isOfCredentials(name)) {
    return "log in again, or set AWS_PROFILE (AWS_ACCESS_KEY_ID goes before it where it is set)";
  }
  if (isThrottled(name)) return "AWS was asked too often: try again in some seconds";
  if (/backfilling|specified index/.test(message)) {
    return "lists work once the index is made, by the deploy under way or by another: `doctor` says how it is";
  }
  if (/EPROTO.*wrong version number/.test(message)) {
    return "the endpoint speaks no TLS: is its address to begin with http:// ?";
  }
  return message === "Region is missing" ? "set AWS_REGION" : undefined;
}
