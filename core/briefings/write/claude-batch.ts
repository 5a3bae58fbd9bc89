// Has Claude answer a request when it suits the API: it is submitted as a batch of one, at half the price, and asked for until it has ended.
import { createHash } from "node:crypto";
import type Anthropic from "@anthropic-ai/sdk";
import { type JobContext, PermanentError, SnoozeError } from "../../jobs/engine.ts";
import type { ClaudeRequest, Send } from "./claude-client.ts";
import type { ClaudeSettings } from "./claude-settings.ts";
import type { Assignment } from "./writer.ts";

export type BatchKeep = {
  /** The engine's steps: a batch that was submitted is not submitted again. */
  step: JobContext["step"];
  /** Milliseconds since the epoch. */
  now(): number;
  /** Stands for what the requests are made of: from other sources another batch is made. 1 to 60 letters and digits. */
  fingerprint: string;
};
type Submitted = { batchId: string; at: number };

const customId = "briefing";
/** What the API could not do once it may do the next time. */
const mostBatches = 3;
/** Most batches end within an hour, all within a day. The longer one takes, the less often it is asked for. In seconds. */
const pause = { least: 60, most: 900, shareOfWait: 0.25 };

/** Of what a briefing is made of. The prompt itself has random marks. */
export function fingerprintOf({ request, documents, stories }: Assignment, settings: ClaudeSettings): string {
  const { topic, length, style, language } = request;
  const groups = stories.map((story) => story.documents.map(({ id }) => id));
  const parts = [topic, length, style, language, documents, groups, settings.model, settings.effort];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/**
 * Each request is a step of its own, numbered in the order in which they are made.
 * Throws SnoozeError while the batch has not ended; PermanentError when it brings no answer.
 */
export function sendInBatches(client: Anthropic, keep: BatchKeep): Send {
  let requests = 0;
  return () => {
    requests++;
    const name = `batch.${keep.fingerprint}.${requests}`;
    return async (request, signal) => {
      let failure: unknown;
      for (let batch = 1; batch <= mostBatches; batch++) {
        const answer = await askOnce(client, request, { ...keep, name: `${name}.${batch}`, signal });
        if ("message" in answer) return answer.message;
        failure = answer.failure;
      }
      throw new PermanentError(`Claude could not write it in ${mostBatches} batches: ${String(failure)}`);
    };
  };
}

type Asking = BatchKeep & { name: string; signal: AbortSignal };

async function askOnce(
  client: Anthropic,
  params: ClaudeRequest,
  { step, now, name, signal }: Asking,
): Promise<{ message: Anthropic.Message } | { failure: string }> {
  const { batches } = client.messages;
  const submitted: Submitted = await step(name, async () => {
    const made = await batches.create({ requests: [{ custom_id: customId, params }] }, { signal });
    return { batchId: made.id, at: now() };
  });
  const { batchId, at } = submitted;
  const batch = await retrieve(client, batchId, signal);
  if (batch.processing_status !== "ended") {
    const seconds = Math.max(pause.least, Math.min(pause.most, ((now() - at) / 1_000) * pause.shareOfWait));
    throw new SnoozeError(`Claude has not come to the briefing yet (batch ${batchId})`, Math.ceil(seconds));
  }
  for await (const { custom_id, result } of await batches.results(batchId, undefined, { signal }))
    if (custom_id === customId) return judge(result, batchId);
  throw new PermanentError(`Claude's batch ${batchId} has ended and holds no answer`);
}

async function retrieve(
  client: Anthropic,
  batchId: string,
  signal: AbortSignal,
): Promise<Anthropic.Messages.MessageBatch> {
  try {
    return await client.messages.batches.retrieve(batchId, undefined, { signal });
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, "status") !== 404) throw error;
    const remedy = "it was deleted, or ANTHROPIC_API_KEY is now of another workspace";
    throw new PermanentError(`Claude knows no batch ${batchId}: ${remedy}`, { cause: error });
  }
}

/** @throws PermanentError for what no further batch would mend. */
function judge(
  result: Anthropic.Messages.MessageBatchResult,
  batchId: string,
): { message: Anthropic.Message } | { failure: string } {
  if (result.type === "succeeded") return { message: result.message };
  if (result.type === "expired") {
    throw new PermanentError(
      `Claude did not come to batch ${batchId} within a day, and it expired: ask for the briefing again, or without pace "whenever"`,
    );
  }
  if (result.type === "canceled") {
    throw new PermanentError(
      `batch ${batchId} was cancelled, in the Anthropic console or through its API, before Claude came to it`,
    );
  }
  const { type, message } = result.error.error;
  const failure = `${message} (${type})`;
  const mayPass = ["api_error", "overloaded_error", "rate_limit_error", "timeout_error"].includes(type);
  if (mayPass) return { failure };
  throw new PermanentError(`Claude refused the request of batch ${batchId} as it stands: ${failure}`);
}
