// The account of a soak: what must hold of every job, and what does not.
import { isTerminal } from "../../core/jobs/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Logged } from "./journal.ts";

export type Claim = {
  /** What must hold. */
  holds: string;
  /** How many it was looked for in. */
  of: number;
  /** What breaks it: names of jobs, locks, messages. None: it holds. */
  broken: string[];
};

export type Account = { claims: Claim[]; isSound: boolean };

/** @param accepted ids of the jobs that were answered 202, and of those of accepted groups */
export function judge(accepted: ReadonlySet<string>, evidence: Evidence, logged: Logged): Account {
  const { jobs, locks, schedules, openGroups, messages } = evidence;
  const records = [...jobs];
  const dead = records.filter(([, { status }]) => status === "dead");
  const successes = (id: string) =>
    jobs.get(id)?.attempts.filter(({ outcome }) => outcome === "succeeded").length ?? 0;
  const letters = [...logged.poisoned];
  const isLogged = new Set([...letters.map(([, { jobId }]) => jobId), ...logged.dead.keys()]);
  const claims: Claim[] = [
    {
      holds: "every accepted job has a record",
      of: accepted.size,
      broken: [...accepted].filter((id) => !jobs.has(id)),
    },
    {
      holds: "every recorded job has ended",
      of: jobs.size,
      broken: records
        .filter(([, { status }]) => !isTerminal(status))
        .map(([id, { status }]) => `${id} is ${status}`),
    },
    {
      holds: "whatever succeeded was recorded as a success once, and nothing else was",
      of: jobs.size,
      broken: records
        .filter(([id, { status }]) => successes(id) !== (status === "succeeded" ? 1 : 0))
        .map(([id, { status }]) => `${id} is ${status} and has ${successes(id)} successful attempts`),
    },
    {
      holds: "no success was logged twice, nor one of a job that did not succeed",
      of: logged.succeeded.size,
      broken: [...logged.succeeded]
        .filter(([id, times]) => times > 1 || jobs.get(id)?.status !== "succeeded")
        .map(([id, times]) => `${id} is ${jobs.get(id)?.status}, and its success was logged ${times} times`),
    },
    {
      holds: "every dead job was logged",
      of: dead.length,
      broken: dead.filter(([id]) => !isLogged.has(id)).map(([id, { cause }]) => `${id} (${cause})`),
    },
    {
      holds: "no dead letter was logged again without a fault in between",
      of: letters.length,
      broken: letters
        .filter(([, { again }]) => again.some(({ explained }) => !explained))
        .map(([messageId, { jobId, again }]) => `${messageId} of ${jobId}, ${again.length + 1} times`),
    },
    {
      holds: "no lock is held by a job that goes on",
      of: locks.size,
      broken: [...locks]
        .filter(([, id]) => !isTerminal(jobs.get(id)?.status ?? "succeeded"))
        .map(([key]) => key),
    },
    { holds: "no schedule is left", of: schedules.length, broken: schedules },
    { holds: "no group waits", of: openGroups.length, broken: openGroups },
    {
      holds: "no message is left in the queue",
      of: messages,
      broken: messages === 0 ? [] : [`${messages} messages`],
    },
  ];
  return { claims, isSound: claims.every(({ broken }) => broken.length === 0) };
}
