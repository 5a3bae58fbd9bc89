// Reads a port from the command line.
import { InvalidArgumentError } from "commander";

export function portOf(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("give a port from 0 to 65535; 0 takes any that is free");
}
