// Reads numbers from the command line.
import { InvalidArgumentError } from "commander";

export { portOf } from "../local/port-option.ts";

export function positive(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("give a number above 0");
}

/** How many entries a page has. */
export function limitOf(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError("give a whole number from 1 to 100");
}
