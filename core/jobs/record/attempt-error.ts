// Turns what a job threw into the error that its record keeps.
import type { Settings } from "../../settings.ts";
import { PermanentError } from "../errors.ts";
import type { AttemptError } from "./job.ts";

const MAX_MESSAGE_CHARACTERS = 2_000;

export function describeError(error: unknown, settings: Settings["jobs"]): AttemptError {
  if (!(error instanceof Error)) {
    return { name: "NonError", message: cut(shown(error), MAX_MESSAGE_CHARACTERS), permanent: false };
  }
  const described: AttemptError = {
    name: cut(shown(error.name), 200),
    message: cut(shown(error.message), MAX_MESSAGE_CHARACTERS),
    permanent: error instanceof PermanentError,
  };
  const stack = stackWithCauses(error);
  return stack === "" ? described : { ...described, stack: cutBytes(stack, settings.maxStackBytes) };
}

function stackWithCauses(error: Error): string {
  const stacks: string[] = [];
  for (let at: unknown = error; at instanceof Error && stacks.length < 5; at = at.cause) {
    if (at.stack) stacks.push(at.stack);
  }
  return stacks.join("\ncaused by: ");
}

/** Anything can be thrown, also what `String` cannot convert; an object's fields are not shown, for they may hold anything. */
const shown = (value: unknown): string =>
  (typeof value === "object" && value !== null) || typeof value === "function"
    ? `(${typeof value})`
    : String(value);

export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function cutBytes(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  // A cut inside a character decodes to U+FFFD, which is left off.
  return buffer.length <= bytes
    ? text
    : buffer
        .subarray(0, bytes)
        .toString()
        .replace(/\uFFFD+$/, "");
}
