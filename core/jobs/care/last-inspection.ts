// When the dead-letter queue was last read to its end. A message that arrived later may be there without having been seen.
import * as z from "zod";
import type { Backend } from "../backend.ts";

const KEY = "dead-letters:inspected";
const Inspection = z.object({ startedAt: z.number() });

/** Called after a run that met every message and found the cause of each. */
export async function noteInspection({ cache, settings }: Backend, startedAt: number): Promise<void> {
  const expiresAtSeconds = Math.ceil(startedAt / 1000) + settings.deadLetterQueue.retentionSeconds;
  await cache.put(KEY, { startedAt }, expiresAtSeconds);
}

/** @returns when the last such run began (ms), or undefined when there was none. */
export async function lastInspection({ cache }: Backend): Promise<number | undefined> {
  return Inspection.optional()
    .catch(undefined)
    .parse(await cache.get(KEY))?.startedAt;
}
