// Reads numbers from the command line.
import { InvalidArgumentError } from "commander";

export function portOf(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("give a port from 0 to 65535; 0 takes any that is free");
}

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
