// The deliveries of a briefing, which are the jobs that follow its own.
import type { Backend, Job } from "../../jobs/engine.ts";
import { followUpsOf } from "../../jobs/enqueue/index.ts";
import { Delivery } from "./delivery.ts";

/** Where each goes, and the id of its job once that is enqueued. None for a briefing whose data was deleted. */
export const deliveriesOf = (backend: Backend, briefing: Job): { to: Delivery; jobId: string }[] =>
  followUpsOf(backend, briefing).flatMap(({ id: jobId, payload }) => {
    const { success, data: to } = Delivery.safeParse(payload);
    return success ? [{ to, jobId }] : [];
  });
