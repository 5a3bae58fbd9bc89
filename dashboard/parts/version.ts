// Whether what a form was filled in from is still what is kept: another tab, or somebody else, may have changed it meanwhile.
import { createHash } from "node:crypto";

/** Of what a form begins with; it comes back with the form. */
export const versionOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);

/** Sent again, the form says the version that there is now, and is taken. */
export const CHANGED =
  "it was changed meanwhile, in another tab or by somebody else, and is left as it is: look at it, or send this again to put it in its place";
