// Waits to be told to stop: Ctrl+C, a container's end, a closed terminal.

/** At Ctrl+C the terminal signals npm and this process, and npm passes its signal on. The second signal within this time does not count. */
const ONE_WISH_MS = 1_000;

/** The first signal asks the process to stop. A later one ends it at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (askedAt !== undefined && Date.now() - askedAt > ONE_WISH_MS) process.exit(130);
        askedAt ??= Date.now();
        resolve();
      });
    }
  });
}
