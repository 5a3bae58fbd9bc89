// Turns zod's issues into field errors: which field is wrong, and how.
import type * as z from "zod";
import { VisibleError } from "./errors.ts";

export type FieldError = {
  /** `sources[2].url` */
  path: string;
  message: string;
};

/** VisibleError `invalid-request` with `errors: FieldError[]`. */
export const invalidRequest = (error: z.ZodError): VisibleError =>
  invalidFields(error.issues.flatMap(fieldErrors));

export const invalidFields = (errors: FieldError[]): VisibleError =>
  new VisibleError("invalid-request", errors.map((error) => `${error.path}: ${error.message}`).join("; "), {
    errors,
  });

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: "is not a known field" }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text.replace(/^\./, "") || "(the whole)";
}
