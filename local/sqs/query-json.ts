// The query protocol's answers as JSON, for requests with Accept: application/json. SQS and LocalStack's peek endpoint differ.
import { mapsByJsonName } from "./query-names.ts";
import { type Element, toElements } from "./query-output.ts";

export type JsonForm = {
  /** The value of `…Result`. */
  result(action: string, output: object): unknown;
  /** `document` holds `Error` and `RequestId`. */
  error(document: object): object;
};

/** Members have SQS's names, maps are lists of names and values. [LocalStack's validated tests] */
export const apiJson: JsonForm = {
  result: (_action, output) => apiValue(output),
  error: (document) => document,
};

/** These two differ from the JSON protocol's. */
const lowerCase: Record<string, string> = { Messages: "messages", QueueUrls: "queueUrls" };

function apiValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(apiValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [lowerCase[name] ?? name, apiMember(name, member)]),
  );
}

function apiMember(name: string, member: unknown): unknown {
  const map = mapsByJsonName.get(name);
  if (!map) return apiValue(member);
  return Object.entries(Object(member)).map(([key, value]) => ({ [map.key]: key, Value: apiValue(value) }));
}

/** As the XML's elements: an element that repeats is a list, a single one is not. */
export const elementJson: JsonForm = {
  result: (action, output) => contentJson(toElements(action, output)),
  error: (document) => ({ ErrorResponse: document }),
};

function contentJson(content: string | Element[]): unknown {
  if (typeof content === "string") return content;
  const byName = new Map<string, unknown[]>();
  for (const element of content) {
    const values = byName.get(element.name) ?? [];
    values.push(contentJson(element.content));
    byName.set(element.name, values);
  }
  return Object.fromEntries(
    [...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}
