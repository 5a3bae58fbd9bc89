// The faults of `dev --chaos`: what each does, and whether it can strike one job or type alone.

export const CHAOS_KINDS = {
  throttle: "SQS refuses a call of a function (RequestThrottled); nothing is carried out",
  "sqs-unavailable": "SQS fails a call of a function (InternalFailure); nothing is carried out",
  "send-answer-lost": "a message is sent, and its sender is told that it was not",
  store: "the job store refuses a call; nothing is carried out",
  "store-answer-lost": "the job store writes, and its caller is told that it did not",
  slow: "a call of SQS or the store takes up to a second more",
  "receive-empty": "a receive brings nothing, although messages may wait",
  twice: "a message is delivered twice: it is visible again while it is worked on",
  "delete-lost": "a delete is answered, and the message comes back when its visibility timeout ends",
  start: "no execution environment starts; the receive is spent without an attempt",
  timeout: "the invocation's deadline comes within about a second",
  crash: "the execution environment ends at one of its calls, or before it answers",
  vanish: "the same without a word: the message stays hidden until its visibility timeout ends",
} as const;

export type ChaosKind = keyof typeof CHAOS_KINDS;

export const chaosKinds = Object.keys(CHAOS_KINDS) as ChaosKind[];

/** These strike before anybody knows which job it is. */
export const OF_NO_JOB: readonly ChaosKind[] = ["receive-empty"];

/** These need the embedded SQS and job store: with LocalStack the environments call them without passing by. */
export const OF_EMBEDDED_CALLS: readonly ChaosKind[] = [
  "throttle",
  "sqs-unavailable",
  "send-answer-lost",
  "store",
  "store-answer-lost",
  "slow",
];
