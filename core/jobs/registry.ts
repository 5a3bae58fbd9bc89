// The job types of an app, beside those of the engine itself, and whether the limits of each fit the settings. An app lists its types in `core/registry.ts`.
import type { Settings } from "../settings.ts";
import type { JobRegistry, JobType } from "./job-type.ts";
import { bulkJob } from "./operate/bulk-job.ts";
import { NAME } from "./record/name.ts";

/** Job types that the engine brings along: no app lists them, and nobody enqueues them by their name. */
const enginesOwn: readonly JobType[] = [bulkJob];

/** Whether this is the name of a job type of the engine's own. */
export const isEnginesOwn = (typeName: string): boolean => enginesOwn.some(({ name }) => name === typeName);

/** The types that an app has listed. */
export const appTypes = (registry: JobRegistry): JobType[] =>
  [...registry.values()].filter(({ name }) => !isEnginesOwn(name));

/** @throws Error that names the type, the value and the limit which do not fit, or the name that two types share. */
export function createRegistry(ofTheApp: readonly JobType[], settings: Settings): JobRegistry {
  // A registry that is made of another has the engine's own already.
  const types = [...new Set([...ofTheApp, ...enginesOwn])];
  for (const type of types) assertFits(type, settings);
  const names = types.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  // The second would silently take the first one's jobs.
  if (twice !== undefined) throw new Error(`two job types have the name ${JSON.stringify(twice)}`);
  return new Map(types.map((type) => [type.name, type]));
}

function assertFits(type: JobType, { queue, consumer, jobs }: Settings): void {
  const fail = (problem: string): never => {
    throw new Error(`job type ${JSON.stringify(type.name)}: ${problem}`);
  };
  if (!NAME.test(type.name)) fail("a name has 1 to 100 characters of A-Z a-z 0-9 _ . : -");
  if (!/^[a-z0-9]{1,20}$/.test(type.idPrefix)) {
    fail(`idPrefix ${JSON.stringify(type.idPrefix)} must be 1 to 20 lower-case letters and digits`);
  }
  const { maxAttempts, timeoutSeconds, maxSnoozeSeconds, retentionSeconds, retry, priority } = type;
  if (priority !== undefined && consumer.shares[priority] === undefined) {
    fail(`priority ${priority} is none of the app's; add it to the priorities of its defineApp`);
  }
  const within = (name: string, value: number | undefined, least: number, most: number, limit: string) => {
    if (value === undefined || (value >= least && value <= most)) return;
    fail(`${name} is ${value} and must be from ${least} to ${most} (${limit})`);
  };
  within("maxAttempts", maxAttempts, 1, queue.maxReceiveCount, "queue.maxReceiveCount");
  if (maxAttempts !== undefined && !Number.isInteger(maxAttempts))
    fail(`maxAttempts is ${maxAttempts}, no whole number`);
  within("timeoutSeconds", timeoutSeconds, 0.001, consumer.timeoutSeconds, "consumer.timeoutSeconds");
  within("maxSnoozeSeconds", maxSnoozeSeconds, 1, jobs.maxSnoozeSeconds, "jobs.maxSnoozeSeconds");
  within(
    "retentionSeconds",
    retentionSeconds,
    queue.retentionSeconds,
    jobs.longestRetentionSeconds,
    "queue.retentionSeconds to jobs.longestRetentionSeconds",
  );
  const until = type.unique?.until;
  if (typeof until === "object") {
    const most = jobs.longestRetentionSeconds;
    within("unique.until.seconds", until.seconds, 1, most, "jobs.longestRetentionSeconds");
  }
  if (type.rateLimit) {
    const { limit, perSeconds } = type.rateLimit;
    within("rateLimit.limit", limit, 1, 1_000, "a smaller limit in fewer seconds does the same");
    if (!Number.isInteger(limit)) fail(`rateLimit.limit is ${limit}, no whole number`);
    within("rateLimit.perSeconds", perSeconds, 1, 86_400, "a second to a day");
  }
  if (typeof type.breaker === "object") {
    const { failures, probeSeconds } = type.breaker;
    within("breaker.failures", failures, 2, 1_000, "one failure is no row");
    within("breaker.probeSeconds", probeSeconds, 1, 900, "the longest time between two probes");
  }
  if (typeof retry !== "object") return;
  within(
    "retry.baseSeconds",
    retry.baseSeconds,
    0,
    retry.capSeconds ?? jobs.backoffCapSeconds,
    "retry.capSeconds",
  );
  within("retry.capSeconds", retry.capSeconds, 0, jobs.retryAfterCapSeconds, "jobs.retryAfterCapSeconds");
}
