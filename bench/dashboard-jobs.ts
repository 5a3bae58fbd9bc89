// Records of jobs as a busy system has them: most succeeded, some dead of a few causes, some under way.

import type { Attempt, Job, JobStatus } from "../core/jobs/index.ts";
import { newJobId } from "../core/jobs/record/ids.ts";

const CAUSES = [
  "smtp.example.org answered 451",
  "account is closed",
  "connect ETIMEDOUT 10.0.0.7:443",
  "out of stock",
  "not JSON",
];
const OPEN: JobStatus[] = ["queued", "running", "retrying", "scheduled"];

/** @param number from 0; of a hundred 92 have succeeded, 4 are dead, 4 are under way. @param at when it was made (ms). */
export function recordOf(number: number, at: number): Job {
  const part = number % 100;
  const isDead = part >= 92 && part < 96;
  const open = part >= 96 ? OPEN[part - 96] : undefined;
  const status: JobStatus = open ?? (isDead ? "dead" : "succeeded");
  const attempts = status === "queued" || status === "scheduled" ? [] : [attemptOf(number, at, status)];
  return {
    ...{ v: 1, id: newJobId("inv"), type: number % 3 === 0 ? "mail:digest" : "order:invoice", status },
    title: `Invoice of order ${number}`,
    request: { order: String(number), customer: number % 7 === 0 ? "Northwind" : "Contoso" },
    requestHash: number.toString(16).padStart(64, "0"),
    ...{ createdAt: at, sentAt: at, roundStart: 0, redrives: [], resends: 0, revision: 1, attempts },
    ...(status === "retrying" || status === "scheduled" ? { nextAttemptAt: at + 86_400_000 } : {}),
    ...(status === "running"
      ? {
          claim: { claimId: "c", leaseUntil: at + 86_400_000, messageId: "m" },
          progress: { stage: "pages", done: 3, total: 9, at },
        }
      : {}),
    ...(isDead ? { cause: "exhausted", endedAt: at + 900 } : {}),
    ...(status === "succeeded" ? { endedAt: at + 400 } : {}),
  };
}

function attemptOf(number: number, at: number, status: JobStatus): Attempt {
  const begun = { startedAt: at + 100, messageId: `m-${number}`, receiveCount: 1, requestId: `r-${number}` };
  if (status === "running") return begun;
  if (status === "succeeded") return { ...begun, endedAt: at + 400, outcome: "succeeded" };
  const message = CAUSES[number % CAUSES.length] ?? "";
  const stack = `Error: ${message}\n    at run (/app/core/shop/invoice.ts:${number % 90}:3)\n${"    at next (/app/core/shop/steps.ts:12:5)\n".repeat(12)}`;
  return {
    ...begun,
    endedAt: at + 900,
    outcome: "failed",
    error: { name: "Error", message, stack, permanent: false },
  };
}
