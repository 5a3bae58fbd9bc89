// Makes a briefing: reads the sources, finds the stories in them, has them written, and checks the result.
import { setImmediate } from "node:timers/promises";
import { PermanentError, RetryLaterError } from "../jobs/engine.ts";
import { assembleBriefing } from "./assemble.ts";
import type { Briefing } from "./briefing.ts";
import { type Gathered, gatherSources, type Reading } from "./gather.ts";
import { type Keep, type Kept, keep } from "./keep.ts";
import { limits } from "./limits.ts";
import { rankStories } from "./rank.ts";
import type { BriefingRequest } from "./request.ts";
import type { FetchSource } from "./source-content.ts";
import { dropDuplicates, groupStories } from "./stories.ts";
import { shorten } from "./text/clean.ts";
import { chooseGenerator, writeDraft } from "./write/write-draft.ts";
import type { Writers } from "./write/writer.ts";

export type BriefingContext = {
  fetchSource: FetchSource;
  writers: Writers;
  signal: AbortSignal;
  /** Stages are "fetching", "grouping" and "writing", in this order. */
  reportProgress(stage: string, done: number, total: number): void | Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The engine's steps, which spare a later attempt what this one has fetched and paid for; absent outside of a job. */
  step?: Keep["step"];
};

/**
 * One usable source is enough: what failed is reported in the briefing.
 * @throws PermanentError when no source can ever be read, or the generator can never write it; SnoozeError while it
 * waits for a batch of the model's; RetryLaterError and other errors when another attempt may succeed; the signal's
 * reason when aborted.
 */
export async function generateBriefing(
  request: BriefingRequest,
  context: BriefingContext,
): Promise<Briefing> {
  const { signal } = context;
  signal.throwIfAborted();
  const read = () => readSources(request, context);
  const isFetched = request.sources.some(({ kind }) => kind !== "text");
  const trustMs = request.pace === "whenever" ? limits.keep.batchTrustMs : limits.keep.trustMs;
  const reading = isFetched
    ? await kept(context, "read", read, trustMs)
    : { result: await read(), isKept: true };
  const gathered = reading.result;

  await context.reportProgress("grouping", 0, 1);
  await yieldTo(signal);
  const { kept: documents, duplicates } = dropDuplicates(gathered.documents);
  await yieldTo(signal);
  const stories = rankStories(groupStories(documents), request.topic);
  await context.reportProgress("grouping", 1, 1);
  await yieldTo(signal);

  const writing = { ...context, step: reading.isKept ? context.step : undefined };
  const write = () => writeDraft({ request, documents, stories }, context.writers, writing);
  // Quoting sentences costs less than keeping them.
  const isPaid = chooseGenerator(request, context.writers) !== "extractive";
  const written = isPaid ? (await kept(context, "write", write)).result : await write();
  signal.throwIfAborted();
  return assembleBriefing({ request, written, gathered, documents, duplicates, now: context.now() });
}

/** @throws when nothing could be read: that is no result to keep. */
async function readSources(request: BriefingRequest, context: BriefingContext): Promise<Reading> {
  const gathered = numbered(await gatherSources(request, context));
  if (gathered.documents.length === 0) throw nothingRead(gathered);
  const { errors: _, ...reading } = gathered;
  return reading;
}

async function kept<Result>(
  { step, now }: BriefingContext,
  name: string,
  work: () => Promise<Result>,
  trustMs: number = limits.keep.trustMs,
): Promise<Kept<Result>> {
  return step === undefined
    ? { result: await work(), isKept: false }
    : await keep({ step, now, trustMs }, name, work);
}

/** Documents are numbered once, so that every citation means the same from here on. */
function numbered(gathered: Gathered): Gathered {
  return {
    ...gathered,
    documents: gathered.documents.map((document, index) => ({ ...document, id: index + 1 })),
  };
}

/** Why the job fails: for good only when every reason is for good. */
function nothingRead({ errors, unread, requested }: Gathered): Error {
  const reasons = [
    ...unread.map(({ url, reason }) => `${addressOf(url)}: ${reason}`),
    ...requested
      .filter(({ status, documents }) => status === "read" && documents === 0)
      .map(({ name }) => `${addressOf(name)}: nothing in it fits`),
  ];
  const message = `none of the sources could be read. ${[...new Set(reasons)].join("; ")}`;
  const passing = errors.filter((error) => error.isPassing);
  if (passing.length === 0) return new PermanentError(message, { cause: errors[0] });
  const waits = passing.flatMap((error) => error.retryAfterSeconds ?? []);
  return waits.length > 0
    ? new RetryLaterError(message, Math.max(...waits), { cause: passing[0] })
    : new Error(message, { cause: passing[0] });
}

/** This message is logged, and a query may hold a secret. */
function addressOf(url: string): string {
  const [address = url, ...query] = url.split("?");
  return shorten(address, 200) + (query.length > 0 ? "?…" : "");
}

async function yieldTo(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
