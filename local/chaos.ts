// Chaos: faults at random, and the same ones again by their seed, for `dev --chaos` and the soak. docs/testing.md has the grammar.
import type { Backend } from "../core/jobs/index.ts";
import { type Chaos, type ChaosOptions, createChaos } from "./chaos/chaos.ts";
import { OF_EMBEDDED_CALLS } from "./chaos/kinds.ts";
import type { Log } from "./log.ts";
import type { LocalServices } from "./services.ts";

export { type Chaos, type ChaosOptions, type ChaosSummary, newSeed } from "./chaos/chaos.ts";
export { CHAOS_KINDS, type ChaosKind, chaosKinds } from "./chaos/kinds.ts";
export { type ChaosRule, parseChaos } from "./chaos/rules.ts";

/** @throws Error of one line for a scope that is no job type and no job id, or a fault that cannot strike here */
export async function startChaos(
  options: ChaosOptions | undefined,
  { registry }: Backend,
  services: LocalServices,
  log: Log,
): Promise<Chaos | undefined> {
  if (!options) return undefined;
  const isEmbedded = services.store !== undefined && services.sqs !== undefined;
  const vain = options.rules.find(
    ({ kind }) => kind !== "all" && !isEmbedded && OF_EMBEDDED_CALLS.includes(kind),
  );
  if (vain) {
    throw new Error(
      `chaos: ${vain.kind} strikes calls of the embedded SQS and job store, and here are none (--localstack); leave it out`,
    );
  }
  return createChaos(options, [...registry.values()], log);
}
