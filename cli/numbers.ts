// Reads numbers and times from the command line.
import { InvalidArgumentError } from "commander";
import { readIsoTime } from "../core/jobs/operate/inspector.ts";

export { portOf } from "../local/port-option.ts";

export function positive(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("give a number above 0");
}

export function notNegative(value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError("give a number, 0 or more");
}

/** ISO 8601 with a zone: a time without one would mean another here than on the machine of someone else. */
export function timeOf(value: string): Date {
  const at = readIsoTime(value);
  if (at !== undefined) return new Date(at);
  throw new InvalidArgumentError(
    "give a time with its zone, as 2026-12-24T07:00:00+01:00 or 2026-12-24T06:00Z",
  );
}

/** How many entries a page has. */
export function limitOf(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError("give a whole number from 1 to 100");
}
