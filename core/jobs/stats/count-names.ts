// The names under which the numbers of a slot are kept: `mail:send/succeeded`, `mail:send/wait.12`. No job type has a slash.

/** What is counted of a job type. */
export const COUNTERS = [
  /** Jobs that succeeded. */
  "succeeded",
  /** Attempts that failed, timed out or were killed: of jobs that are tried again, and of those that are dead now. */
  "failed",
  /** How often a job was to be tried again after an attempt that failed: twice for one that needed three. */
  "retried",
  /** Attempts that count for nothing: given back by the job (`SnoozeError`), or cut short by a shutdown. */
  "snoozed",
  "interrupted",
  /** Jobs that died, of whatever cause, also without an attempt. */
  "dead",
  "cancelled",
] as const;
export type Counter = (typeof COUNTERS)[number];

/** `wait`: from the send, or the time for which it was asked, to the first attempt. `run`: of each attempt. */
export const TIMES = ["wait", "run"] as const;
export type Time = (typeof TIMES)[number];

export const counterName = (type: string, counter: Counter): string => `${type}/${counter}`;
/** The sum in ms. */
export const sumName = (type: string, time: Time): string => `${type}/${time}`;
export const bucketName = (type: string, time: Time, bucket: number): string => `${type}/${time}.${bucket}`;
