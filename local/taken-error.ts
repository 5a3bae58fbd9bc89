// Explains that a port or a data folder is taken: which process has it, and which option chooses another.
import { describeHolder, holderOfFile, holderOfPort } from "./holder.ts";
import { isBusy } from "./sqlite-error.ts";

/** The error as it was, unless it is about a taken port, itself or as its cause. */
export function explainPort(error: unknown, port: number, host: string, option: string): unknown {
  const taken = withCause(error).find(
    (one) => one instanceof Error && "code" in one && one.code === "EADDRINUSE",
  );
  if (!taken) return error;
  const holder = holderOfPort(port);
  const is = holder ? `is taken by ${describeHolder(holder)}` : "is taken; end what listens there";
  return new Error(`port ${port} on ${host} ${is}, or choose another with ${option}`, { cause: taken });
}

/** The error as it was, unless another process has locked the queues' file for itself. */
export function explainDataFile(error: unknown, file: string | undefined): unknown {
  if (file === undefined || !withCause(error).some(isBusy)) return error;
  const holder = holderOfFile(file);
  const by = holder ? describeHolder(holder) : "end it";
  return new Error(`${file} is in use by another process: ${by}, or choose another folder with --data`, {
    cause: error,
  });
}

const withCause = (error: unknown): unknown[] => [error, error instanceof Error ? error.cause : undefined];
