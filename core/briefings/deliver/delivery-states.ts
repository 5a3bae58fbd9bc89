// What became of a briefing's deliveries: the job of each, as it stands.
import type { Backend, Job } from "../../jobs/engine.ts";
import { deliveriesOf } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import { findJob } from "./find-job.ts";

export type DeliveryState = {
  to: Delivery;
  jobId: string;
  /** Absent: not enqueued yet, or its record was deleted. */
  job?: Job;
};

/** In the order of the request's `deliver`; empty when it asks for none. */
export const deliveryStates = (backend: Backend, briefing: Job): Promise<DeliveryState[]> =>
  Promise.all(
    deliveriesOf(backend, briefing).map(async ({ to, jobId }) => {
      const job = await findJob(backend, jobId);
      return { to, jobId, ...(job === undefined ? {} : { job }) };
    }),
  );
