// Turns the record of a briefing's job into what the API shows of it, in the domain's words.
import type { Briefing } from "../../core/briefings/briefing.ts";
import { BriefingRequest } from "../../core/briefings/request.ts";
import { type Job, type JobSummary, readStored } from "../../core/jobs/index.ts";
import { viewRun, viewSummary } from "./view-job.ts";
import type { BriefingListItem, BriefingView } from "./views.ts";

export function viewBriefing(job: Job, briefing?: Briefing): BriefingView {
  return {
    ...viewBriefingSummary(job),
    request: readRequest(job.request),
    ...viewRun(job),
    ...(briefing === undefined ? {} : { briefing }),
  };
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
