// The texts of a job that a search looks into, and how they are compared: the same in every store.
import type { Job } from "./job.ts";

/** As texts are compared: in lower case, and without what a database cannot hold. */
export const foldText = (text: string): string =>
  text.toWellFormed().toLowerCase().replaceAll("\0", "\ufffd");

export const isText = (text: string): boolean => foldText(text).trim() !== "";

/** Id, title, errors, and the values of the payload. Stacks are left out: they name the same files in each job. */
export function* searchTexts(
  job: Pick<Job, "id" | "title" | "attempts">,
  request: unknown,
): Generator<string> {
  yield job.id;
  yield job.title;
  for (const { error } of job.attempts) if (error) yield `${error.name}: ${error.message}`;
  yield* valuesOf(request);
}

/** Strings and numbers, however deep. */
export function* valuesOf(json: unknown): Generator<string> {
  // No recursion: a payload may be nested as deep as JSON.parse allows.
  const open = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") yield value;
    else if (typeof value === "number") yield String(value);
    else if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value).reverse()) open.push(inner);
    }
  }
}

export function holdsText(
  job: Pick<Job, "id" | "title" | "attempts">,
  request: unknown,
  wanted: string,
): boolean {
  const folded = foldText(wanted);
  for (const text of searchTexts(job, request)) if (foldText(text).includes(folded)) return true;
  return false;
}
