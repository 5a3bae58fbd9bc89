// The options `--chaos` and `--chaos-seed`, their help, and the line that tells at the end what struck.
import { InvalidArgumentError, Option } from "commander";
import { VisibleError } from "../core/jobs/index.ts";
import {
  CHAOS_KINDS,
  type ChaosOptions,
  type ChaosRule,
  type ChaosSummary,
  chaosKinds,
  newSeed,
  parseChaos,
} from "../local/chaos.ts";

export type ChaosWords = { chaos?: ChaosRule[]; chaosSeed?: string };

export const chaosOptions = (): Option[] => [
  new Option(
    "--chaos <faults>",
    "faults at random, as throttle=5%,crash@report:monthly=20% (see below)",
  ).argParser(rulesOf),
  new Option("--chaos-seed <text>", "repeats the faults of an earlier run, for the same jobs"),
];

function rulesOf(text: string): ChaosRule[] {
  try {
    return parseChaos(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

const WIDTH = Math.max(...chaosKinds.map((kind) => kind.length));

export const CHAOS_HELP = `
Chaos: FAULT=RATE%, with commas between them. FAULT@JOB-TYPE and FAULT@JOB-ID are for these jobs alone, and go before a
rate for all jobs; all=RATE% is for every fault that has no rate of its own. Each fault is logged as "chaos: FAULT".
${chaosKinds.map((kind) => `  ${kind.padEnd(WIDTH)}  ${CHAOS_KINDS[kind]}`).join("\n")}`;

/** @throws VisibleError for a seed without faults */
export function readChaos({ chaos, chaosSeed }: ChaosWords): ChaosOptions | undefined {
  if (chaos) return { rules: chaos, seed: chaosSeed ?? newSeed() };
  if (chaosSeed === undefined) return undefined;
  throw new VisibleError("usage", "--chaos-seed repeats the faults that --chaos names; give --chaos too");
}

export function describeChaos({ seed }: ChaosOptions, summary: ChaosSummary): string {
  const struck = Object.entries(summary).map(([kind, count]) => `${kind} ${count.struck} of ${count.of}`);
  return `chaos: ${struck.join(", ") || "nothing struck"} (again: --chaos-seed ${seed})`;
}
