// What to do with a received message. The engine decides it, and `consume.ts` carries it out.
import type { Job } from "../record/job.ts";

export type Outcome = (
  | { do: "acknowledge"; because?: string }
  | {
      do: "return";
      /** The message is hidden for so long, and then delivered again. */
      hideSeconds: number;
      /**
       * A fresh message takes this one's place. SQS counts every receive, also one in which the job did not fail, and the
       * fresh message begins at no receives. Absent: the receive counts.
       */
      renew?: "always" | "at the last receive";
      because?: string;
    }
) & {
  /** The record of a job that has ended and is followed by others (`follow/after-end.ts`). */
  ended?: Job;
};

/** Makes the message visible at once. Each receive does so again, until SQS's redrive policy moves it to the dead-letter queue. */
export const toDeadLetterQueue = (because: string): Outcome => ({ do: "return", hideSeconds: 0, because });

/** Hides the message for so long. At its last receive a fresh message takes its place. */
export const later = (seconds: number, because: string): Outcome => ({
  do: "return",
  hideSeconds: Math.max(0, Math.ceil(seconds)),
  renew: "at the last receive",
  because,
});
