// Turns the record of a briefing's job into what the API shows of it, in the domain's words.
import type { Briefing } from "../../core/briefings/briefing.ts";
import type { DeliveryState } from "../../core/briefings/deliver/delivery-states.ts";
import { BriefingRequest } from "../../core/briefings/request.ts";
import { type Job, type JobSummary, readStored } from "../../core/jobs/engine.ts";
import { viewRun, viewSummary } from "./view-job.ts";
import type { BriefingListItem, BriefingView, DeliveryView } from "./views.ts";

type Seen = { briefing?: Briefing | undefined; deliveries?: readonly DeliveryState[] };

export function viewBriefing(job: Job, { briefing, deliveries = [] }: Seen = {}): BriefingView {
  return {
    ...viewBriefingSummary(job),
    request: readRequest(job.request),
    ...viewRun(job),
    ...(deliveries.length === 0 ? {} : { deliveries: deliveries.map(viewDelivery) }),
    ...(briefing === undefined ? {} : { briefing }),
  };
}

function viewDelivery({ jobId: id, to, job }: DeliveryState): DeliveryView {
  if (job === undefined) return { id, to, status: "absent", attempts: 0 };
  const { createdAt: _, ...summary } = viewSummary(job);
  const error = job.attempts.at(-1)?.error?.message;
  return { ...summary, to, attempts: job.attempts.length, ...(error === undefined ? {} : { error }) };
}

export const viewBriefingSummary = (job: JobSummary): BriefingListItem => ({
  ...viewSummary(job),
  topic: job.title,
});

/** As the job reads it, defaults included; one that an earlier deployment took is shown as it was kept. */
const readRequest = (stored: unknown): BriefingRequest => {
  const parsed = readStored(BriefingRequest, stored);
  return parsed.success ? parsed.data : (stored as BriefingRequest);
};
