// Deletes the data of a briefing's deliveries: their records hold addresses.
import { type Backend, isTerminal, type Job } from "../../jobs/engine.ts";
import { cancelJob, deleteJob } from "../../jobs/operate/index.ts";
import { deliveryStates } from "./delivery-states.ts";

/** Those that wait are cancelled first. @throws VisibleError `job-running`: it can be called again. */
export async function deleteDeliveries(backend: Backend, briefing: Job): Promise<void> {
  for (const { job } of await deliveryStates(backend, briefing)) {
    if (job === undefined) continue;
    if (!isTerminal(job.status)) await cancelJob(backend, job.id);
    await deleteJob(backend, job.id);
  }
}
