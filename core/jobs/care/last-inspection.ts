// When the dead-letter queue was last read to its end. A message that arrived later may be there without having been seen.
import * as z from "zod";
import type { Backend } from "../backend.ts";

const KEY = "dead-letters:inspected";
const Inspection = z.object({
  /** When that run began (ms). */
  startedAt: z.number(),
  /** How many messages there were. An earlier release did not note it. */
  seen: z.number().default(0),
});
type Inspection = z.infer<typeof Inspection>;

/** Called after a run that met every message and found the cause of each. */
export async function noteInspection(backend: Backend, startedAt: number, seen: number): Promise<void> {
  const { cache, settings, log } = backend;
  const expiresAtSeconds = Math.ceil(startedAt / 1000) + settings.deadLetterQueue.retentionSeconds;
  try {
    await cache.put(KEY, { startedAt, seen } satisfies Inspection, expiresAtSeconds);
  } catch (error) {
    log.warn({ err: error }, "that every dead letter was looked at is not noted");
  }
}

/** @returns the last such run; undefined when there was none, or the cache does not say. */
export async function lastInspection({ cache, log }: Backend): Promise<Inspection | undefined> {
  try {
    return Inspection.optional()
      .catch(undefined)
      .parse(await cache.get(KEY));
  } catch (error) {
    log.warn({ err: error }, "when every dead letter was looked at is not known");
    return undefined;
  }
}
