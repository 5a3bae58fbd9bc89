// The job type `briefing:generate`: its payload, and how it is run with the heavy parts loaded only then.
import { type Cache, declareJob, implementJob, type JobType } from "../jobs/engine.ts";
import { Briefing } from "./briefing.ts";
import { type Channel, channelOf } from "./deliver/delivery.ts";
import { deliveryJobs } from "./deliver/delivery-jobs.ts";
import type { DeliveryOptions } from "./deliver/options.ts";
import { unconfigured } from "./deliver/refusals.ts";
import type { BriefingOptions } from "./env.ts";
import { BriefingRequest, type BriefingRequestInput } from "./request.ts";

/** What producers need: `enqueue(backend, generateBriefing, request)`. */
export const generateBriefing = declareJob({
  name: "briefing:generate",
  idPrefix: "brf",
  payload: BriefingRequest,
  result: Briefing,
  title: (request) => request.topic,
  // A delivery that fails is tried again by itself: the briefing is not made again.
  followUps: ({ deliver = [] }) => deliveryJobs(deliver),
});

/** What a source said of itself (ETag, Last-Modified) is remembered for so long. */
const SOURCE_MEMORY_SECONDS = 7 * 86_400;

export function generateBriefingJob(
  { delivery = { channels: [] }, ...options }: BriefingOptions & { delivery?: DeliveryOptions },
  cache: Cache,
): JobType<BriefingRequestInput, Briefing, BriefingRequest> {
  const type = implementJob(generateBriefing, async (request, { signal, reportProgress, step }) => {
    // Parsers and the Anthropic SDK cost more to load than everything else: not at a cold start.
    const [generate, { createBriefingTools }] = await Promise.all([
      import("./generate.ts"),
      import("./setup.ts"),
    ]);
    const tools = createBriefingTools({
      ...options,
      cache: {
        get: (key) => cache.get(`source:${key}`),
        put: (key, entry) =>
          cache.put(`source:${key}`, entry, Math.ceil(Date.now() / 1000) + SOURCE_MEMORY_SECONDS),
      },
    });
    return await generate.generateBriefing(request, {
      ...tools,
      signal,
      reportProgress,
      step,
      now: Date.now,
    });
  });
  return {
    ...type,
    refusals(given) {
      const { data } = BriefingRequest.safeParse(given);
      const path = (channel: Channel, index: number) => `deliver[${index}].${channel}`;
      return unconfigured(delivery, (data?.deliver ?? []).map(channelOf), path);
    },
  };
}
