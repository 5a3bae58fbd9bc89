// Says of a briefing's deliveries, on standard error, where each stands.
import type { DeliveryState } from "../core/briefings/deliver/delivery-states.ts";
import { describeLastError, describeStatus } from "./describe-job.ts";
import { noteTable } from "./print.ts";
import type { Column } from "./table.ts";

export function describeDeliveries(deliveries: readonly DeliveryState[]): void {
  if (deliveries.length > 0) noteTable(columns, [...deliveries]);
}

const columns: Column<DeliveryState>[] = [
  { heading: "delivery", cell: ({ jobId }) => jobId },
  { heading: "to", cell: ({ to }) => to.email ?? to.webhook ?? "" },
  { heading: "status", cell: ({ job }) => (job === undefined ? "absent" : describeStatus(job)) },
  {
    heading: "error",
    cell: ({ job }) => (job === undefined ? "" : describeLastError(job)),
    detail: "whole",
  },
];
