// The deliveries of a briefing, which are the jobs that follow its own.
import { type Backend, type FollowUp, followUpsOf, type Job } from "../../jobs/index.ts";
import { channelOf, Delivery, deliveryTypes } from "./delivery.ts";

/** What is to follow a briefing that is to be delivered. A follow-up knows behind which job it was enqueued: no id is needed. */
export const deliveryJobs = (deliveries: readonly Delivery[]): FollowUp[] =>
  deliveries.map((to) => ({ type: deliveryTypes[channelOf(to)], payload: to }));

/** Where each goes, and the id of its job once that is enqueued. None for a briefing whose data was deleted. */
export const deliveriesOf = (backend: Backend, briefing: Job): { to: Delivery; jobId: string }[] =>
  followUpsOf(backend, briefing).flatMap(({ id: jobId, payload }) => {
    const { success, data: to } = Delivery.safeParse(payload);
    return success ? [{ to, jobId }] : [];
  });
