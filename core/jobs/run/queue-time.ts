// The queue's clock beside ours, and the longest times for which SQS delays or hides a message.

/** A clock that is further behind the queue's than this is broken. */
export const CLOCK_SKEW_MS = 60_000;

/** [SQS: SendMessage, DelaySeconds] */
export const LONGEST_DELAY_SECONDS = 900;
/** From the receive on, so less once the job has run. [SQS: ChangeMessageVisibility] */
export const LONGEST_HIDE_SECONDS = 43_200 - 900;

/**
 * How long to delay or hide a message that is to wait so long. What is longer than SQS allows is cut well before its end:
 * a message that comes within the clocks' difference of its time counts as due.
 */
export const atOnce = (seconds: number, mostSeconds: number): number =>
  seconds <= mostSeconds ? seconds : Math.min(mostSeconds, seconds - CLOCK_SKEW_MS / 1000 - 1);
