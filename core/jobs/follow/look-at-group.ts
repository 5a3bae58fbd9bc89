// Has the group of a job that has ended looked at soon.
import { type Backend, logOf } from "../backend.ts";
import type { Job } from "../record/job.ts";
import { changeState } from "./group.ts";

/**
 * For whoever may send nothing, as the dead-letter inspector: the minute's function looks at the job's group at its next run.
 * Never rejects.
 */
export async function lookAtGroup(backend: Backend, job: Job): Promise<void> {
  if (job.groupId === undefined) return;
  await changeState(backend, job.groupId, (state) => ({ ...state, looks: 0, lookAt: backend.now() })).catch(
    (error: unknown) => logOf(backend, job).error({ err: error }, "group not noted"),
  );
}
