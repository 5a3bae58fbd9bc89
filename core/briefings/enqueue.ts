// Asks for a briefing: what the API calls, and what other code of yours would call.
import type { Backend } from "../jobs/engine.ts";
import { type Enqueued, type EnqueueOptions, enqueue } from "../jobs/enqueue/index.ts";
import { generateBriefing } from "./job.ts";
import type { BriefingRequestInput } from "./request.ts";

/**
 * Records a job that makes the briefing and sends its message.
 * @throws VisibleError, as `enqueue` in `core/jobs/enqueue.ts` says.
 */
export function enqueueGenerateBriefing(
  backend: Backend,
  request: BriefingRequestInput,
  options: EnqueueOptions = {},
): Promise<Enqueued> {
  return enqueue(backend, generateBriefing, request, options);
}
