// Decides which call, message or invocation has a fault, logs each, and counts them for the summary.
import { createHash, randomInt } from "node:crypto";
import type { Log } from "../log.ts";
import { type ChaosKind, chaosKinds } from "./kinds.ts";
import { type About, type ChaosRule, createRates, type KnownTypes } from "./rules.ts";

export type ChaosOptions = {
  rules: readonly ChaosRule[];
  /** Any text. The same seed, rules and jobs have the same faults. */
  seed: string;
};

/** How often each fault could have struck, and did. */
export type ChaosSummary = Partial<Record<ChaosKind, { struck: number; of: number }>>;

export type Chaos = {
  /**
   * Whether this has the fault, drawn from the seed and `name`; logged if so. A name tells what is struck by what does not
   * depend on the order of arrival: the job, its receive, the number of the call in it.
   */
  strikes(kind: ChaosKind, about: About, name: string, fields?: object): boolean;
  /** The same in two parts, for a fault that strikes later than it is drawn. */
  decides(kind: ChaosKind, about: About, name: string): boolean;
  note(kind: ChaosKind, about: About, fields: object): void;
  /** A second draw for the same name, from 0 to less than 1: how much, or where. */
  draw(kind: ChaosKind, name: string): number;
  /** `name` and the number of times for which it was asked before: "… 0", "… 1". */
  numbered(name: string): string;
  /** The type of a job whose id alone is known: where one type only has its prefix. */
  about(jobId: string): About;
  summary(): ChaosSummary;
};

export const newSeed = (): string => String(randomInt(2 ** 31));

/** Numbers are kept of so many names; the oldest are forgotten. */
const MOST_NAMES = 200_000;

/** @throws Error of one line for a rule whose scope is no job type and no job id */
export function createChaos({ rules, seed }: ChaosOptions, types: KnownTypes, log: Log): Chaos {
  const rateOf = createRates(rules, types);
  const counts = new Map<ChaosKind, { struck: number; of: number }>();
  const numbers = new Map<string, number>();
  const draw = (...names: string[]) =>
    createHash("sha256")
      .update([seed, ...names].join("\0"))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48;
  const countOf = (kind: ChaosKind) => {
    const count = counts.get(kind) ?? { struck: 0, of: 0 };
    counts.set(kind, count);
    return count;
  };
  const decides = (kind: ChaosKind, about: About, name: string): boolean => {
    const rate = rateOf(kind, about);
    if (rate === 0) return false;
    countOf(kind).of++;
    return draw(kind, name) < rate;
  };
  const note = (kind: ChaosKind, about: About, fields: object): void => {
    countOf(kind).struck++;
    log.warn({ fault: kind, ...about, ...fields }, `chaos: ${kind}`);
  };
  log.warn({ seed, rules: rules.map(describe) }, "chaos: on");
  return {
    strikes(kind, about, name, fields = {}) {
      const struck = decides(kind, about, name);
      if (struck) note(kind, about, fields);
      return struck;
    },
    decides,
    note,
    draw: (kind, name) => draw(kind, name, "amount"),
    numbered(name) {
      const number = numbers.get(name) ?? 0;
      numbers.delete(name);
      numbers.set(name, number + 1);
      const [oldest = name] = numbers.size > MOST_NAMES ? numbers.keys() : [];
      if (oldest !== name) numbers.delete(oldest);
      return `${name} ${number}`;
    },
    about(jobId) {
      const prefix = jobId.split("_")[0];
      const [type, ...others] = types.filter(({ idPrefix }) => idPrefix === prefix);
      return { jobId, ...(type && others.length === 0 && { jobType: type.name }) };
    },
    summary: () =>
      Object.fromEntries(chaosKinds.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind)]] : []))),
  };
}

const describe = ({ kind, scope, rate }: ChaosRule): string =>
  `${kind}${scope === undefined ? "" : `@${scope}`}=${Number((rate * 100).toFixed(4))}%`;
