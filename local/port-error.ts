// Says of a port that cannot be had which option chooses another.

/** The error as it was, unless it is about a taken port, itself or as its cause. */
export function explainPort(error: unknown, port: number, host: string, option: string): unknown {
  const taken = [error, error instanceof Error ? error.cause : undefined].find(
    (one) => one instanceof Error && "code" in one && one.code === "EADDRINUSE",
  );
  if (!taken) return error;
  return new Error(
    `port ${port} on ${host} is taken; end what listens there, or choose another with ${option}`,
    {
      cause: taken,
    },
  );
}
