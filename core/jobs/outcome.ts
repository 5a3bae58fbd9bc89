// What becomes of a received message: decided by the engine, carried out by `consume.ts`.

export type Outcome =
  | { do: "acknowledge"; because?: string }
  | {
      do: "return";
      /** The message is hidden for so long, and then delivered again. */
      hideSeconds: number;
      /**
       * A fresh message takes this one's place, so that the job does not come closer to the dead-letter queue: SQS counts
       * every receive, also those in which the job did nothing wrong. Absent: the receive counts.
       */
      renew?: "always" | "at the last receive";
      because?: string;
    };

/** Visible at once, receive after receive, until SQS's redrive policy moves the message to the dead-letter queue. */
export const toDeadLetterQueue = (because: string): Outcome => ({ do: "return", hideSeconds: 0, because });

/** Hidden for so long; at its last receive a fresh message takes its place. */
export const later = (seconds: number, because: string): Outcome => ({
  do: "return",
  hideSeconds: Math.max(0, Math.ceil(seconds)),
  renew: "at the last receive",
  because,
});
