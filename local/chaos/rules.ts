// The grammar of `--chaos`: KIND[@JOB-TYPE-OR-ID]=RATE%, several with commas between them.
import { type ChaosKind, chaosKinds, OF_NO_JOB } from "./kinds.ts";

export type About = { jobId?: string | undefined; jobType?: string | undefined };

export type ChaosRule = {
  kind: ChaosKind | "all";
  /** A job type or a job id, as it was written. Absent: every job, and calls that are no job's. */
  scope?: string;
  /** 0 to 1. */
  rate: number;
};

/** What is known of the job types, to tell a type from a job id. */
export type KnownTypes = { name: string; idPrefix: string }[];

const RULE = /^([^@=]+)(?:@([^@=]+))?=([^@=]+)$/;
const EXAMPLE = "throttle=5%,crash@report:monthly=20%";

/** @throws Error of one line that names the part, what is wrong with it and what to write */
export function parseChaos(text: string): ChaosRule[] {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) throw new Error(`chaos: give at least one fault and its rate, as ${EXAMPLE}`);
  const rules = parts.map(parseRule);
  const seen = new Set<string>();
  for (const [index, { kind, scope = "" }] of rules.entries()) {
    const key = `${kind}@${scope}`;
    if (seen.has(key))
      throw wrong(parts[index], `there is a rate for ${nameOf(kind, scope)} before it; keep one`);
    seen.add(key);
  }
  return rules;
}

const wrong = (part: string | undefined, problem: string) =>
  new Error(`chaos: ${JSON.stringify(part)}: ${problem}`);

const nameOf = (kind: string, scope: string | undefined) => (scope ? `${kind}@${scope}` : kind);

function parseRule(part: string): ChaosRule {
  const [, kind = "", scope, rate = ""] = RULE.exec(part) ?? [];
  if (kind === "") throw wrong(part, `write a fault and its rate, as ${EXAMPLE}`);
  if (!isKind(kind)) {
    const near = nearest(kind);
    const known = `the faults are ${chaosKinds.join(", ")}, and all`;
    throw wrong(part, `there is no fault ${kind}${near ? `; did you mean ${near}?` : ""} (${known})`);
  }
  if (scope !== undefined && kind !== "all" && OF_NO_JOB.includes(kind)) {
    throw wrong(part, `${kind} strikes before anybody knows whose message it is; write ${kind}=${rate}`);
  }
  return { kind, ...(scope !== undefined && { scope }), rate: parseRate(part, rate) };
}

const isKind = (word: string): word is ChaosRule["kind"] =>
  word === "all" || (chaosKinds as string[]).includes(word);

function parseRate(part: string, text: string): number {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text) ?? [];
  const percent = Number(digits);
  if (digits === undefined || percent > 100) {
    throw wrong(part, `${text} is no rate; write a percentage from 0% to 100%, as 5% or 0.5%`);
  }
  return percent / 100;
}

const nearest = (word: string): string | undefined =>
  chaosKinds.find((kind) => word.includes(kind) || kind.startsWith(word.slice(0, 4))) ??
  chaosKinds.find((kind) => kind.startsWith(word.slice(0, 2)));

/**
 * The rate of a fault for a job: the rule that names its id, before that for its type, before that for every job; and a
 * rule for the fault before one for `all`.
 * @throws Error of one line for a scope that is neither a job type nor an id of one
 */
export function createRates(rules: readonly ChaosRule[], types: KnownTypes) {
  for (const { kind, scope } of rules) if (scope !== undefined) assertScope(kind, scope, types);
  const rates = new Map(rules.map(({ kind, scope, rate }) => [nameOf(kind, scope), rate]));
  return (kind: ChaosKind, { jobId, jobType }: About): number => {
    for (const scope of [jobId, jobType, ""]) {
      if (scope === undefined) continue;
      const rate = rates.get(nameOf(kind, scope)) ?? rates.get(nameOf("all", scope));
      if (rate !== undefined) return rate;
    }
    return 0;
  };
}

function assertScope(kind: string, scope: string, types: KnownTypes): void {
  const prefix = scope.split("_")[0];
  if (types.some(({ name, idPrefix }) => name === scope || (scope.includes("_") && idPrefix === prefix)))
    return;
  const known = types.map(({ name }) => name).join(", ");
  throw wrong(
    `${kind}@${scope}`,
    `${scope} is no job type and no job id here; the job types are ${known}, and an id is like ${types[0]?.idPrefix}_…`,
  );
}
