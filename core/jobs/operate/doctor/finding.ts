// A finding of the doctor, and how the checks make one.
import { ProbeError } from "./facts.ts";

/** Every check there is; each has its line in docs/runbook.md. */
export const CHECKS = [
  "store",
  "table",
  "table-index",
  "table-expiry",
  "records",
  "queue",
  "dead-letter-queue",
  "encryption",
  "visibility-timeout",
  "retention",
  "redrive-policy",
  "redrive-allow-policy",
  "max-receive-count",
  "mapping",
  "partial-responses",
  "batch-size",
  "maximum-concurrency",
  "consumer-function",
  "consumer-paused",
  "alarm",
  "alarm-action",
  "alarm-metrics",
  "alarm-permission",
  "api-token",
  "clock",
  "release",
  "recovery",
  "inspection",
  "schedules",
  "overdue-jobs",
  "breakers",
  "dead-jobs",
  "dead-letters",
] as const;
export type Check = (typeof CHECKS)[number];

/**
 * `ok`; `warning`: it works, and an operator should know; `fault`: jobs are or will be lost, late or stuck; `unknown`: it
 * could not be looked at, and `remedy` names the right that is missing.
 */
export const FINDING_STATES = ["ok", "warning", "fault", "unknown"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export type Finding = {
  check: Check;
  state: FindingState;
  /** What is the case, with the values: one sentence. */
  what: string;
  /** The thing: `queue second-app`. */
  where: string;
  /** What to do; empty when it is ok. */
  remedy: string;
};

/** The worst that was found. What could not be looked at counts only where nothing is wrong. */
export function verdictOf(findings: readonly Finding[]): FindingState {
  const worstFirst = ["fault", "warning", "unknown"] as const;
  return worstFirst.find((state) => findings.some((finding) => finding.state === state)) ?? "ok";
}

/** Makes the findings of one check on one thing. */
export const about = (check: Check, where: string) => {
  const make = (state: FindingState, what: string, remedy: string): Finding => ({
    ...{ check, state, what, where, remedy },
  });
  return {
    ok: (what: string) => make("ok", what, ""),
    warning: (what: string, remedy: string) => make("warning", what, remedy),
    fault: (what: string, remedy: string) => make("fault", what, remedy),
    unknown: (what: string, remedy: string) => make("unknown", what, remedy),
  };
};

export type About = ReturnType<typeof about>;

type Otherwise = {
  check: Check;
  where: string;
  remedy: string;
  /** Nothing is wrong with what it would have looked at, only because nobody answers. */
  silence?: "unknown";
};

/** What a probe that could not look means: a right that is missing is no fault of what it would have looked at. */
export function failed(error: unknown, { check, where, remedy, silence }: Otherwise): Finding {
  const reason = reasonOf(error);
  const { unknown, fault } = about(check, where);
  if (!(error instanceof ProbeError)) return unknown(reason, remedy);
  const { failure, right } = error;
  if (failure === "denied")
    return unknown(
      `not looked at: ${right} is not allowed`,
      "ask with credentials that have this right, or allow it",
    );
  if (failure === "missing") return fault(reason, remedy);
  if (failure === "refused") return unknown(`not looked at: ${reason}`, "mend what it names, then ask again");
  return silence === "unknown"
    ? unknown(`not looked at: ${reason}`, remedy)
    : fault(`cannot be reached: ${reason}`, remedy);
}

/** What a probe says, or the finding that it could not look. Nothing where there is no such probe. */
export async function ask<Facts>(
  probe: (() => Promise<Facts>) | undefined,
  otherwise: Otherwise,
): Promise<{ facts?: Facts; findings: Finding[] }> {
  if (probe === undefined) return { findings: [] };
  try {
    return { facts: await probe(), findings: [] };
  } catch (error) {
    return { findings: [failed(error, otherwise)] };
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @throws Error when `over` fires first. */
export function inTime<Value>(answer: Promise<Value>, over: AbortSignal | undefined): Promise<Value> {
  if (over === undefined) return answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new Error("there was no answer in the time of this request"));
  if (over.aborted) giveUp();
  over.addEventListener("abort", giveUp, { once: true });
  return Promise.race([answer, promise]).finally(() => over.removeEventListener("abort", giveUp));
}
