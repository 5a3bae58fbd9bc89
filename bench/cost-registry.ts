// Jobs for the cost benchmark: the API's own type, doing nothing, or reporting progress as often as it can for a while.
import { setTimeout as wait } from "node:timers/promises";
import { generateBriefing } from "../core/briefings/job.ts";
import { BriefingRequest } from "../core/briefings/request.ts";
import { defineJob } from "../core/jobs/job-type.ts";

/** A topic that makes the job report its progress every 50 ms, for so many seconds. */
export const PROGRESS_TOPIC = "progress";
export const PROGRESS_SECONDS = 6;

/** A topic that makes the job return a result, which is kept in an item of its own. */
export const RESULT_TOPIC = "result";

export const createJobTypes = () => [
  defineJob({
    name: generateBriefing.name,
    idPrefix: "brf",
    payload: BriefingRequest,
    title: (request) => request.topic,
    async run(request, { reportProgress }) {
      const steps = request.topic === PROGRESS_TOPIC ? PROGRESS_SECONDS * 20 : 0;
      for (let step = 1; step <= steps; step++) {
        reportProgress("counting", step, steps);
        await wait(50);
      }
      return request.topic === RESULT_TOPIC ? { done: true } : undefined;
    },
  }),
];
