// The job type `briefing:generate`: its payload, and how it is run with the heavy parts loaded only then.
import type * as z from "zod";
import { defineJob, type JobType } from "../jobs/job-type.ts";
import type { JobStore } from "../jobs/ports.ts";
import { BriefingRequest } from "./request.ts";
import type { ClaudeSettings } from "./write/claude-settings.ts";

export const GENERATE_BRIEFING = "briefing:generate";

export type BriefingOptions = {
  /** Lets sources be fetched from loopback. Refused on AWS. */
  allowPrivateAddresses: boolean;
  /** Turns the Claude generator on. */
  anthropicApiKey?: string;
  anthropicBaseUrl?: string;
  claude?: Pick<z.input<typeof ClaudeSettings>, "model" | "effort" | "maxCostUsd" | "prices" | "secondModel">;
};

/** What a source said of itself (ETag, Last-Modified) is remembered for so long. */
const SOURCE_MEMORY_SECONDS = 7 * 86_400;

export function generateBriefingJob(
  options: BriefingOptions,
  store: Pick<JobStore, "remember" | "recall">,
): JobType {
  return defineJob({
    name: GENERATE_BRIEFING,
    idPrefix: "brf",
    payload: BriefingRequest,
    title: (request) => request.topic,
    async run(request, { signal, reportProgress }) {
      // Parsers and the Anthropic SDK cost more to load than everything else: not at a cold start.
      const [{ generateBriefing }, { createBriefingTools }] = await Promise.all([
        import("./generate.ts"),
        import("./setup.ts"),
      ]);
      const tools = createBriefingTools({
        ...options,
        cache: {
          get: (key) => store.recall(`source:${key}`),
          put: (key, entry) =>
            store.remember(`source:${key}`, entry, Math.ceil(Date.now() / 1000) + SOURCE_MEMORY_SECONDS),
        },
      });
      return await generateBriefing(request, { ...tools, signal, reportProgress, now: Date.now });
    },
  });
}
