// What the test function is built from: a voice that the test can hear, and the signal of a shutdown.
export type TestSetup = {
  say(line: string): void;
  shutdown?: AbortSignal | undefined;
  /** The function fails to start until this file is there. */
  brokenUntil?: string | undefined;
};

export async function createSetup(
  _functionName: string,
  env: NodeJS.ProcessEnv,
  options: { destination?: { write(line: string): void }; shutdown?: AbortSignal } = {},
): Promise<TestSetup> {
  return {
    say: (line) => options.destination?.write(line),
    shutdown: options.shutdown,
    brokenUntil: env.BROKEN_UNTIL,
  };
}
