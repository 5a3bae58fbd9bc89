// Numbers of the settings in the spellings that SST and AWS take.

/** SST's durations of whole seconds. */
export const secondsOf = (seconds: number): `${number} seconds` => `${Math.ceil(seconds)} seconds`;

export const megabytes = (size: number): `${number} MB` => `${size} MB`;

/** EventBridge's rates are whole minutes, and "1 minutes" is refused. */
export function rateOf(everySeconds: number): `rate(${string})` {
  const minutes = everySeconds / 60;
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new Error(
      `a schedule of every ${everySeconds} s must be a whole number of minutes; see core/settings.ts`,
    );
  }
  return minutes === 1 ? "rate(1 minute)" : `rate(${minutes} minutes)`;
}
