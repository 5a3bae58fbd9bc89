// After `kill -9`: the environments of the process are gone, and so are their claims. Nobody has to wait until their leases end.
import { type Backend, endLease } from "../core/jobs/index.ts";
import type { Cloud } from "./cloud.ts";

/**
 * To be called before anything is received. The queues' file is locked by this process, so whoever received in process before
 * is gone. A separate worker, or a client of any SDK, keeps what it has received.
 */
export async function returnAbandoned(cloud: Cloud, backend: Backend): Promise<void> {
  const { log } = backend;
  const returned = await cloud.returnAbandoned?.(async ({ messageId, body }) => {
    try {
      await endLease(backend, { messageId, body });
    } catch (error) {
      // The job comes back when its lease ends.
      log.warn({ err: error, messageId }, "lease not ended");
    }
  });
  if (returned) log.info({ messages: returned }, "messages of a process that was killed returned");
}
