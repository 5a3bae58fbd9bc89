// Ends the lease of a claim whose environment is known to be gone, so that the next receive need not wait for it.
import type { Backend } from "../backend.ts";
import { parseMessage } from "../record/message.ts";

/**
 * For whoever knows that what received this message has ended without a word. The attempt is closed as `killed` by the next
 * receive, as it would have been after the lease. Nothing is done when another message holds the claim, or none does.
 * @throws StoreError
 */
export async function endLease(
  backend: Backend,
  { messageId, body }: { messageId: string; body: string },
): Promise<void> {
  const parsed = parseMessage(body);
  if (parsed.kind !== "readable") return;
  const job = await backend.store.get(parsed.message.jobId);
  if (job?.status !== "running" || job.claim?.messageId !== messageId) return;
  const { claim } = job;
  await backend.store.update(
    job.id,
    { set: { claim: { ...claim, leaseUntil: backend.now() } } },
    { status: ["running"], claimId: claim.claimId },
  );
}
