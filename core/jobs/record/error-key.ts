// What failures of one cause have in common: the error without what differs from job to job.
import type { AttemptError } from "./job.ts";

export type ErrorKey = {
  /** `HttpError` */
  name: string;
  /** Its first line, with `<url>`, `<id>`, `<time>`, `<text>` and `<n>` in the places of what differs; 200 characters at most. */
  message: string;
  /** The first line of the stack that is neither Node's nor a package's: function and file, without the line's number. */
  frame?: string;
};

const LONGEST = 200;

/** In this order: a URL may have an id in it, and an id a number. Each is linear in the length of the text. */
const varying: readonly [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'`<>]+/gi, "<url>"],
  [/"[^"]*"|`[^`]*`|(?<![\p{L}\d])'[^']*'(?![\p{L}\d])|“[^”]*”/gu, "<text>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, "<time>"],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, "<id>"],
  // `brf_k3v9…`, and hashes: eight or more characters of letters and digits, with a digit among them.
  [/\b(?:[a-z]{1,20}_)?(?=[a-z]{0,64}\d)[a-z0-9]{8,}\b/gi, "<id>"],
  [/\d+(?:[.,:]\d+)*/g, "<n>"],
];

export function errorKey({
  name,
  message,
  stack,
}: Pick<AttemptError, "name" | "message" | "stack">): ErrorKey {
  const [line = ""] = message.slice(0, 2_000).split("\n", 1);
  const plain = varying.reduce((text, [pattern, place]) => text.replace(pattern, place), line);
  const frame = stack === undefined ? undefined : frameOf(stack);
  return {
    name,
    message: plain.replace(/\s+/g, " ").trim().slice(0, LONGEST),
    ...(frame !== undefined && { frame }),
  };
}

/** `HttpError: <url> answered <n>`: the cause alone, wherever it was thrown. */
export const causeOf = ({ name, message }: Pick<ErrorKey, "name" | "message">): string =>
  `${name}: ${message}`;

/** The last two parts of the path: what is before them differs from machine to machine. */
function frameOf(stack: string): string | undefined {
  for (const line of stack.split("\n").slice(0, 100)) {
    const [, call = "", place = ""] = /^\s*at (?:(.{1,200}?) )?\(?([^()\s]+):\d+:\d+\)?$/.exec(line) ?? [];
    if (place === "" || place.startsWith("node:") || place.includes("node_modules")) continue;
    const file = place.split(/[\\/]/).slice(-2).join("/");
    return call === "" ? file : `${call} ${file}`;
  }
  return undefined;
}
