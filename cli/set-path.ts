// Sets a field of a payload by its path: `sources.0.url=https://…`.
import { InvalidArgumentError } from "commander";
import { VisibleError } from "../core/jobs/index.ts";

export type Setting = { path: string[]; value: unknown };

/** JSON where it is JSON; any other text is a string. */
export function settingOf(word: string, before: Setting[] = []): Setting[] {
  const at = word.indexOf("=");
  if (at <= 0)
    throw new InvalidArgumentError("give a path and a value, as topic=Wind or sources.0.kind=feed");
  const text = word.slice(at + 1);
  return [...before, { path: word.slice(0, at).split("."), value: parsed(text) }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A copy in which the fields are set. @throws VisibleError `usage` for a path that leads into a text or a number. */
export function withSettings(payload: unknown, settings: readonly Setting[]): unknown {
  const holder: Record<string, unknown> = { payload: structuredClone(payload) };
  for (const { path, value } of settings) set(holder, ["payload", ...path], value, path.join("."));
  return holder.payload;
}

/** Own properties alone: a path may name `__proto__` like any other field. */
function set(holder: unknown, [key = "", ...rest]: string[], value: unknown, whole: string): void {
  if (typeof holder !== "object" || holder === null) {
    throw new VisibleError("usage", `--set ${whole} leads into what has no fields`);
  }
  const there = Object.hasOwn(holder, key) ? Object.getOwnPropertyDescriptor(holder, key)?.value : undefined;
  if (rest.length > 0) {
    const next: unknown = there ?? {};
    if (there === undefined || there === null) define(holder, key, next);
    set(next, rest, value, whole);
  } else define(holder, key, value);
}

function define(holder: object, key: string, value: unknown): void {
  // A wide gap in an array would be filled with nothing.
  if (Array.isArray(holder) && !(/^\d{1,6}$/.test(key) && Number(key) <= holder.length)) {
    throw new VisibleError("usage", `--set: an array of ${holder.length} has no place ${key}`);
  }
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
