// When `recover` last looked at the jobs: while it does not run, a lost message loses its job, and no schedule and no delayed job comes.
import * as z from "zod";
import type { Backend } from "../backend.ts";

const KEY = "recover:ran";
const Ran = z.object({ startedAt: z.number() });
const KEPT_SECONDS = 14 * 86_400;

/** Called by each run that has looked. A note that cannot be written costs no job. */
export async function noteRecovery({ cache, log }: Backend, startedAt: number): Promise<void> {
  try {
    await cache.put(KEY, { startedAt }, Math.ceil(startedAt / 1000) + KEPT_SECONDS);
  } catch (error) {
    log.warn({ err: error }, "that recover has run is not noted");
  }
}

/** When that run began (ms); undefined when there was none in two weeks. @throws when the cache cannot be read. */
export const lastRecovery = async ({ cache }: Backend): Promise<number | undefined> =>
  Ran.optional()
    .catch(undefined)
    .parse(await cache.get(KEY))?.startedAt;
