// Lists what was seen in the dead-letter queue.
import type { Backend } from "../backend.ts";
import type { Page } from "../ports.ts";
import type { DeadLetter } from "../record/job.ts";

/** Every message that was seen in the dead-letter queue, newest first, with the last error of its job. */
export async function listDeadLetters(
  backend: Backend,
  query: { limit: number; cursor?: string },
): Promise<Page<DeadLetter>> {
  const page = await backend.store.listDeadLetters(query);
  const items = await Promise.all(
    page.items.map(async (entry): Promise<DeadLetter> => {
      const job = entry.jobId === undefined ? undefined : await backend.store.get(entry.jobId);
      const error = job?.attempts.at(-1)?.error;
      return error ? { ...entry, error } : entry;
    }),
  );
  return { ...page, items };
}
