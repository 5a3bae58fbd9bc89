// Deletes a schedule with its history. The jobs that it has made stay.
import type { Backend } from "../backend.ts";
import { getHeld, SCHEDULE, untilDone } from "./keep.ts";

/** @throws VisibleError `schedule-not-found`, `try-again`. */
export async function deleteSchedule(backend: Backend, id: string): Promise<void> {
  await untilDone(id, async () => {
    const { revision } = await getHeld(backend, id);
    return (await backend.store.deleteDocument(SCHEDULE, id, revision)) || undefined;
  });
}
