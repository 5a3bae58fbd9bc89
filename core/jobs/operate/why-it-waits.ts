// Why a job does not run now: what its record, its type's breaker and the consumer's switch say.
import type { Backend } from "../backend.ts";
import { lookAtBreaker } from "../hold/breakers.ts";
import { switchOf } from "../hold/document-switch.ts";
import { ruleOf } from "../hold/held-types.ts";
import type { ConsumerState } from "../ports.ts";
import { attemptNumber, failuresInRound } from "../record/attempts.ts";
import type { Job } from "../record/job.ts";
import { isTerminal } from "../record/states.ts";
import { isCancelling } from "../run/watch-claim.ts";
import { mostAttempts } from "./attempts-left.ts";
import { missingMessage } from "./missing-message.ts";

export type Wait = {
  by:
    | "time"
    | "unsent"
    | "queue"
    | "lost message"
    | "backoff"
    | "snooze"
    | "rate limit"
    | "breaker"
    | "trouble"
    | "attempt"
    | "lost attempt"
    | "cancellation"
    | "paused consumer"
    | "dead letter";
  /** A sentence without times. */
  reason: string;
  /** Both ms. A time that is past says that the job is due, and that something else holds it. */
  since?: number;
  until?: number;
};

/** What holds the job, the nearest cause first; empty for one that has ended. Reads the breaker, the switch, and the queues' counts. */
export async function whyItWaits(backend: Backend, job: Job): Promise<Wait[]> {
  if (job.status === "dead" && job.burn) return [ON_ITS_WAY];
  if (isTerminal(job.status)) return [];
  const missing = await ofMessage(backend, job);
  const waits = [
    ...missing,
    ...[...ofRecord(backend, job)].filter(({ by }) => missing.length === 0 || by !== "queue"),
  ];
  // An attempt that runs is held by neither.
  if (job.status !== "running")
    waits.push(...(await ofBreaker(backend, job)), ...(await ofConsumer(backend)));
  return waits;
}

const ON_ITS_WAY: Wait = {
  by: "dead letter",
  reason: "its message goes to the dead-letter queue: each receive is reported as failed until SQS moves it",
};

function* ofRecord(backend: Backend, job: Job): Generator<Wait> {
  const { status, nextAttemptAt, trouble, snoozed, heldBack, sentAt, createdAt } = job;
  const until = nextAttemptAt === undefined ? {} : { until: nextAttemptAt };
  const failures = failuresInRound(job);
  switch (status) {
    case "scheduled":
      yield {
        by: "time",
        reason: "it is not due: its message is sent shortly before",
        since: createdAt,
        ...until,
      };
      break;
    case "pending":
      yield {
        by: "unsent",
        reason: "it is recorded, and its message could not be sent: recover sends it",
        since: createdAt,
        until: (sentAt ?? createdAt) + backend.settings.recover.overdueSeconds * 1000,
      };
      break;
    case "queued":
      yield {
        by: "queue",
        reason: "its message waits in the queue, behind those that came before",
        since: sentAt ?? createdAt,
        ...until,
      };
      break;
    case "retrying":
      if (snoozed)
        yield {
          by: "snooze",
          reason: `it gave itself back: ${snoozed.reason}`,
          since: snoozed.since,
          until: snoozed.until,
        };
      else if (!heldBack) {
        yield {
          by: "backoff",
          reason: `attempt ${attemptNumber(job)} failed (${failures} of ${mostAttempts(backend, job)} count): its message is hidden`,
          ...endOfLast(job),
          ...until,
        };
      }
      break;
    case "running":
      yield ofAttempt(backend, job);
  }
  if (isCancelling(job)) {
    yield {
      by: "cancellation",
      reason: "it was cancelled, and ends once its code has stopped",
      ...(job.cancelRequestedAt !== undefined && { since: job.cancelRequestedAt }),
    };
  }
  if (heldBack) {
    const { by, reason, since, until: turn, times } = heldBack;
    yield {
      by,
      reason: `${reason} (held back ${times === 1 ? "once" : `${times} times`})`,
      since,
      until: turn,
    };
  }
  if (trouble) {
    const { at, reason, nextTryAt } = trouble;
    yield {
      by: "trouble",
      reason: `no attempt could begin: ${reason}`,
      since: at,
      ...(nextTryAt !== undefined && { until: nextTryAt }),
    };
  }
}

function ofAttempt({ now }: Backend, job: Job): Wait {
  const { claim, attempts } = job;
  const since = attempts.at(-1)?.startedAt ?? job.createdAt;
  const isLost = claim !== undefined && claim.leaseUntil < now();
  return {
    by: isLost ? "lost attempt" : "attempt",
    reason: isLost
      ? "its attempt has not ended within its lease: its process is gone, and the next receive closes the attempt and runs the job again"
      : `attempt ${attemptNumber(job)} runs, and its lease holds`,
    since,
    ...(claim && { until: claim.leaseUntil }),
  };
}

const endOfLast = ({ attempts }: Job): { since?: number } => {
  const since = attempts.at(-1)?.endedAt;
  return since === undefined ? {} : { since };
};

async function ofMessage(backend: Backend, job: Job): Promise<Wait[]> {
  const missing = await missingMessage(backend, job);
  if (!missing) return [];
  const { queue, since } = missing;
  if (missing.is === "hidden") {
    const reason = `no message of its queue ${queue} is visible, and ${missing.inFlight} in flight: its own was received and no attempt has begun, as where a start fails, and it comes back when its visibility timeout ends; or it is lost; \`jobs run\` sends another`;
    return [{ by: "queue", reason, since }];
  }
  const { until } = missing;
  const reason = `SQS has no message in its queue ${queue}: it was purged, or the message has expired; recover sends it again; \`jobs run\` does at once`;
  return [{ by: "lost message", reason, since, until }];
}

async function ofBreaker(backend: Backend, job: Job): Promise<Wait[]> {
  const type = backend.registry.get(job.type);
  if (!type || !ruleOf(type)) return [];
  const { open, cause, failures } = await lookAtBreaker(backend, job.type);
  if (!open || job.heldBack?.by === "breaker") return [];
  return [
    {
      by: "breaker",
      reason: `the breaker of ${job.type} is open: ${failures} attempts in a row failed with ${cause}`,
      since: open.since,
      until: open.probeAt,
    },
  ];
}

/** A switch that cannot be read holds nothing that could be told. */
async function ofConsumer(backend: Backend): Promise<Wait[]> {
  const state = await switchOf(backend)
    .read()
    .catch((): ConsumerState => ({ paused: false, by: "document" }));
  if (!state.paused) return [];
  const since = state.since === undefined ? {} : { since: state.since };
  return [
    {
      by: "paused consumer",
      reason: "the consumer is paused: nothing is received until it is resumed",
      ...since,
    },
  ];
}
