// The doctor: looks at everything that an endpoint can show, and says what is wrong, where, and how to mend it.
import { eachPriority } from "../../../priorities.ts";
import type { Backend } from "../../backend.ts";
import { checkAlarmPermission } from "./alarm-permission.ts";
import { alarmOn, checkAlarms } from "./alarms.ts";
import { checkFunction, checkMappings } from "./consumer.ts";
import { checkApi, checkClock, checkReleases } from "./edge.ts";
import type { FunctionFacts, MappingFacts, OpenProbes, Probes, QueueFacts } from "./facts.ts";
import { ask, CHECKS, type Finding, inTime } from "./finding.ts";
import { checkJobs } from "./jobs.ts";
import { checkDeadLetterQueue, checkQueue } from "./queues.ts";
import { checkStore, checkTable } from "./store.ts";

/**
 * Looks once at everything, at the same time where it can; nothing is changed, and no message is received.
 * @param opened by default what the backend may look at.
 * @returns in the order of `CHECKS`; what does not apply at this endpoint is left out.
 */
export async function examine(backend: Backend, opened?: OpenProbes): Promise<Finding[]> {
  const { probes, release, settings, close } = opened ?? (await backend.openProbes?.()) ?? NOTHING;
  try {
    return await lookAt(settings ? { ...backend, settings } : backend, probes, release);
  } finally {
    close();
  }
}

const NOTHING: OpenProbes = { probes: {}, release: "", close: () => {} };

async function lookAt(backend: Backend, given: Probes, release: string): Promise<Finding[]> {
  const probes = bounded(given, backend.requestOver);
  const found = await Promise.all([
    checkQueuesAndConsumer(backend, probes),
    checkStore(backend),
    checkJobs(backend),
    examineTable(probes),
    examineEdge(backend, probes, release),
  ]);
  return found.flat().toSorted((one, other) => CHECKS.indexOf(one.check) - CHECKS.indexOf(other.check));
}

/** Each gives up when nobody waits for the answer any more. */
function bounded(probes: Probes, over: AbortSignal | undefined): Probes {
  const inItsTime = (probe: (argument: never) => Promise<unknown>) => (argument: never) =>
    inTime(probe(argument), over);
  return Object.fromEntries(Object.entries(probes).map(([name, probe]) => [name, inItsTime(probe)]));
}

async function checkQueuesAndConsumer({ settings }: Backend, probes: Probes): Promise<Finding[]> {
  const { queue: probe, deadLetterQueue, mappings: mapped, alarms: alarmed } = probes;
  const remedy = "deploy this stage, start `dev`, or name the right address";
  const [dead, mappings, ...queues] = await Promise.all([
    ask(deadLetterQueue, { check: "dead-letter-queue", where: "the dead-letter queue", remedy }),
    ask(mapped, { check: "mapping", where: "the event source mappings", remedy }),
    ...eachPriority(settings.consumer.shares).map(([priority]) =>
      ask(probe && (() => probe(priority)), {
        check: "queue",
        where: `the queue of priority ${priority}`,
        remedy,
      }),
    ),
  ]);
  const seen = queues.flatMap(({ facts }) => facts ?? []);
  const consumer = await askConsumer(probes, mappings.facts ?? []);
  const deadName = dead.facts?.name;
  const alarms = await ask(alarmed && deadName !== undefined ? () => alarmed(deadName) : undefined, {
    ...{ check: "alarm", where: "the alarm of the dead-letter queue" },
    remedy: "look at CloudWatch's state in this region",
  });
  const permitted = await checkAlarmPermission(probes, alarmOn(alarms.facts ?? [], deadName ?? ""));
  return [
    ...[dead, mappings, consumer, alarms, ...queues].flatMap(({ findings }) => findings),
    ...seen.flatMap((facts: QueueFacts) => checkQueue(facts, dead.facts, consumer.facts, settings)),
    ...(dead.facts ? checkDeadLetterQueue(dead.facts, seen) : []),
    ...(mappings.facts ? checkMappings(mappings.facts, seen, settings) : []),
    ...(consumer.facts ? checkFunction(consumer.facts, mappings.facts ?? [], settings) : []),
    ...(alarms.facts && deadName !== undefined ? checkAlarms(alarms.facts, deadName) : []),
    ...permitted,
  ];
}

/** All mappings call the one consumer. */
async function askConsumer(
  { consumer: probe }: Probes,
  [mapping]: readonly MappingFacts[],
): Promise<{ facts?: FunctionFacts; findings: Finding[] }> {
  if (probe === undefined || mapping === undefined) return { findings: [] };
  const { functionName } = mapping;
  const otherwise = {
    check: "consumer-function",
    where: `function ${functionName}`,
    remedy: "deploy again",
  } as const;
  return await ask(() => probe(functionName), otherwise);
}

async function examineTable({ table }: Probes): Promise<Finding[]> {
  const { facts, findings } = await ask(table, {
    ...{ check: "table", where: "the table of jobs" },
    remedy: "deploy this stage, or name the right TABLE_NAME",
  });
  return facts ? checkTable(facts.facts, facts.wanted) : findings;
}

async function examineEdge({ settings }: Backend, probes: Probes, ours: string): Promise<Finding[]> {
  const otherwise = { remedy: "mend what it names, then ask again", silence: "unknown" } as const;
  const [api, releases, clock] = await Promise.all([
    ask(probes.api, { ...otherwise, check: "api-token", where: "the API" }),
    ask(probes.releases, { ...otherwise, check: "release", where: "the functions" }),
    ask(probes.clock, { ...otherwise, check: "clock", where: "the clocks" }),
  ]);
  return [
    ...[api, releases, clock].flatMap(({ findings }) => findings),
    ...(api.facts ? [checkApi(api.facts)] : []),
    ...(releases.facts ? checkReleases(releases.facts, ours) : []),
    ...(clock.facts ? [checkClock(clock.facts, settings)] : []),
  ];
}
