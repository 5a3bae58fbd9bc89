// Checks on what runs: schedules, jobs that should have moved, breakers, dead letters and the look at them.
import type { Backend } from "../../backend.ts";
import { lastInspection } from "../../care/last-inspection.ts";
import { lastRecovery } from "../../care/last-recovery.ts";
import { mayBeOverdue } from "../../care/recover-walk.ts";
import { switchOf } from "../../hold/document-switch.ts";
import { sent } from "../../record/states.ts";
import { listSchedules } from "../../schedules/read-schedules.ts";
import { listBreakers } from "../breakers.ts";
import { countDead } from "../count-dead.ts";
import { about, type Check, type Finding, failed, inTime } from "./finding.ts";

const PAGE = 100;
const MOST_READ = 1_000;

/** Each by itself: one that fails keeps no other from looking. */
export async function checkJobs(backend: Backend): Promise<Finding[]> {
  const checks: [Check, string, (backend: Backend) => Promise<Finding[]>][] = [
    ["recovery", "recover", checkRecovery],
    ["schedules", "the schedules", checkSchedules],
    ["overdue-jobs", "the jobs", checkOverdue],
    ["breakers", "the breakers", checkBreakers],
    ["dead-jobs", "the jobs", checkDeadJobs],
    ["dead-letters", "the dead-letter queue", checkDeadLetters],
    ["inspection", "the dead-letter inspector", checkInspection],
  ];
  const findings = checks.map(([check, where, look]) =>
    inTime(look(backend), backend.requestOver).catch((error: unknown) => [
      failed(error, { check, where, remedy: "mend what it names, then ask again" }),
    ]),
  );
  return (await Promise.all(findings)).flat();
}

/** Each run is noted. Where none is, it must at least have had no job to look at for so long. */
async function checkRecovery(backend: Backend): Promise<Finding[]> {
  const { store, now, settings } = backend;
  const recovery = about("recovery", "recover");
  const { everySeconds } = settings.recover;
  const remedy = `start \`dev\`, or look at the log of RecoverHandler and at its schedule in EventBridge; after a start ask again in ${everySeconds} s`;
  // As late as a run of a schedule may be, which it makes.
  const latest = now() - settings.schedules.lateSeconds * 1000;
  const last = await lastRecovery(backend);
  if (last !== undefined) {
    return [
      last >= latest
        ? recovery.ok(`it last ran at ${iso(last)}`)
        : recovery.fault(`it last ran at ${iso(last)}, and should every ${everySeconds} s`, remedy),
    ];
  }
  const { items } = await store.list({
    order: "oldest",
    limit: 1,
    createdBefore: latest,
    maxRead: MOST_READ,
  });
  const [first] = items;
  return [
    first === undefined
      ? recovery.ok(`it runs every ${everySeconds} s, and no job is old enough to need it`)
      : recovery.fault(`no run of it is noted, and there are jobs since ${iso(first.createdAt)}`, remedy),
  ];
}

async function checkSchedules(backend: Backend): Promise<Finding[]> {
  const { items } = await listSchedules(backend, { limit: PAGE });
  const { lateSeconds } = backend.settings.schedules;
  const findings = items.flatMap(({ id, nextRuns: [next], runs: [last] }): Finding[] => {
    const schedule = about("schedules", `schedule ${id}`);
    if (next !== undefined && next < backend.now() - lateSeconds * 1000) {
      return [
        schedule.fault(
          `its run of ${iso(next)} has not been made: recover, which makes it every ${backend.settings.recover.everySeconds} s, does not run`,
          "start `dev`, or look at the log of RecoverHandler and at its schedule in EventBridge",
        ),
      ];
    }
    if (last?.outcome === "refused") {
      return [
        schedule.warning(
          `its run of ${iso(last.at)} was refused: ${last.reason ?? "no reason was kept"}`,
          `\`schedule show ${id}\`, and put it again with a payload that its job type takes`,
        ),
      ];
    }
    return [];
  });
  return findings.length > 0
    ? findings
    : [about("schedules", "the schedules").ok(`none of ${items.length} is late`)];
}

/**
 * Jobs that `recover` should have sent by now. Behind a long queue, or while the consumer is paused, only those that were
 * never sent (docs/decisions/0001), as `recover` itself does.
 */
async function checkOverdue(backend: Backend): Promise<Finding[]> {
  const { store, settings, queue, now } = backend;
  const overdue = about("overdue-jobs", "the jobs");
  const { everySeconds, aheadSeconds, shortQueue } = settings.recover;
  const [backlog, { paused }] = await Promise.all([queue.backlog(), switchOf(backend).read()]);
  const byMessage = backlog <= shortQueue && !paused ? sent : [];
  // Two looks of recover after the time at which it should have acted.
  const graceMs = (2 * everySeconds + aheadSeconds) * 1000;
  const asOf = { ...backend, now: () => now() - graceMs };
  const [waiting, due] = await Promise.all([
    store.list({ status: ["pending", ...byMessage], order: "oldest", limit: PAGE, maxRead: MOST_READ }),
    store.list({
      status: "scheduled",
      order: "oldest",
      limit: PAGE,
      createdBefore: now() - graceMs,
      maxRead: MOST_READ,
    }),
  ]);
  const late = [...waiting.items.filter((job) => mayBeOverdue(asOf, job)), ...due.items];
  const [first] = late;
  if (first === undefined) return [overdue.ok("none waits longer than recover lets it")];
  const count = waiting.cursor || due.cursor ? `at least ${late.length}` : String(late.length);
  return [
    overdue.fault(
      `${count} should have moved by now and did not, such as ${first.id} (${first.status}): recover does not run, or cannot reach the queue`,
      "start `dev`, or look at the log of RecoverHandler",
    ),
  ];
}

async function checkBreakers(backend: Backend): Promise<Finding[]> {
  const breakers = await listBreakers(backend);
  if (breakers.length === 0) return [about("breakers", "the breakers").ok("none is open")];
  return breakers.map(({ type, cause, since }) =>
    about("breakers", `job type ${type}`).warning(
      `its breaker is open since ${iso(since)}, and its jobs wait: ${cause}`,
      `mend the cause; it closes by itself, or at once by \`breakers --close ${type}\``,
    ),
  );
}

/** Those without a message too: it expires with the queue's retention, or the queue was purged. */
async function checkDeadJobs(backend: Backend): Promise<Finding[]> {
  const { count, exact } = await countDead(backend);
  const found = about("dead-jobs", "the jobs");
  if (count === 0) return [found.ok("none is dead that nobody has archived")];
  const dead = `${exact ? "" : "at least "}${count} job${count === 1 ? " is" : "s are"} dead, and not archived`;
  return [found.warning(dead, "`dead` says of what; mend the cause, then `dead redrive` or `dead archive`")];
}

/** Messages, not jobs: some belong to no job, or to one that is done with. */
async function checkDeadLetters({ deadLetters }: Backend): Promise<Finding[]> {
  const depth = await deadLetters.depth();
  const found = about("dead-letters", "the dead-letter queue");
  return [
    depth === 0
      ? found.ok("it is empty")
      : found.warning(
          `it holds about ${depth} message${depth === 1 ? "" : "s"}`,
          "`dead list` says what has become of each; `dead redrive` runs their jobs again, `dead tidy` deletes what is left over",
        ),
  ];
}

/** The inspector notes each run that has met every dead letter; while there is none it notes nothing. */
async function checkInspection(backend: Backend): Promise<Finding[]> {
  const inspection = about("inspection", "the dead-letter inspector");
  const { sweepSeconds, timeoutSeconds, maxMessages, unchangedSeconds } = backend.settings.deadLetters;
  const [depth, last] = await Promise.all([backend.deadLetters.depth(), lastInspection(backend)]);
  if (depth === 0) return [inspection.ok("there is no dead letter for it to look at")];
  if (last === undefined) {
    return [
      inspection.unknown(
        "there are dead letters, and it has not read the queue to its end yet",
        `ask again in ${sweepSeconds} s; then look at the log of DeadLetterInspector`,
      ),
    ];
  }
  const at = last.startedAt;
  const age = Math.round((backend.now() - at) / 1000);
  // Thousands that have not changed are read seldom.
  const everySeconds = last.seen > maxMessages ? unchangedSeconds : sweepSeconds;
  const said = `it last read the dead-letter queue to its end at ${iso(at)}`;
  return [
    age <= 2 * sweepSeconds + everySeconds + timeoutSeconds
      ? inspection.ok(said)
      : inspection.fault(
          `${said}, and should every ${everySeconds} s`,
          "start `dev`, or look at the log of DeadLetterInspector and at its schedule in EventBridge",
        ),
  ];
}

const iso = (ms: number): string => new Date(ms).toISOString();
