// The jobs that deliver a briefing, as those that are to follow its own.
import type { FollowUp } from "../../jobs/engine.ts";
import { channelOf, type Delivery, deliveryTypes } from "./delivery.ts";

/** A follow-up knows behind which job it was enqueued: no id is needed. */
export const deliveryJobs = (deliveries: readonly Delivery[]): FollowUp[] =>
  deliveries.map((to) => ({ type: deliveryTypes[channelOf(to)], payload: to }));
