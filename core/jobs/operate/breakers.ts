// Shows the breakers that are open, and closes one by hand.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { close, openBreakers } from "../hold/breakers.ts";

export type OpenBreaker = {
  /** The job type. */
  type: string;
  /** `HttpError: <url> answered <n>` */
  cause: string;
  /** Attempts that failed with it in a row. */
  failures: number;
  /** Both ms. */
  since: number;
  probeAt: number;
  failedProbes: number;
};

/** The oldest first, 100 at most. */
export async function listBreakers(backend: Backend): Promise<OpenBreaker[]> {
  const breakers = await openBreakers(backend);
  return breakers.flatMap(({ type, cause, failures, open }) => {
    if (!open) return [];
    const { since, probeAt, failedProbes } = open;
    return [{ type, cause, failures, since, probeAt, failedProbes }];
  });
}

/**
 * The cause is mended: jobs of this type start again. Those that wait come when their wait is over, within 15 minutes, and
 * new ones at once.
 * @throws VisibleError `breaker-closed` when it is not open.
 */
export async function closeBreaker(backend: Backend, type: string): Promise<void> {
  if (!(await close(backend, type))) {
    throw new VisibleError("breaker-closed", `the breaker of ${type} is not open; there is nothing to close`);
  }
  backend.log.info({ jobType: type }, "breaker closed by hand");
}
