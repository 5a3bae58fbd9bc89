// What every generator is: a function from read documents to a draft, whose every claim cites its sources.
import type { JobContext } from "../../jobs/engine.ts";
import type { CitedText, Disagreement, Notable, Usage } from "../briefing.ts";
import type { BriefingDocument } from "../document.ts";
import type { BriefingRequest, GeneratorKind } from "../request.ts";
import type { Story } from "../stories.ts";

export type Assignment = {
  request: BriefingRequest;
  documents: BriefingDocument[];
  /** The documents by story, most important first. */
  stories: Story[];
};

export type DraftItem = {
  headline: string;
  sentences: CitedText[];
  whyItMatters?: CitedText;
  /** Every source of the story. */
  sources: number[];
};

export type Draft = {
  model?: string;
  title?: string;
  bottomLine: CitedText[];
  items: DraftItem[];
  disagreements: Disagreement[];
  alsoNotable: Notable[];
  /** Documents that are neither in an item nor notable, and why. */
  leftOut: { source: number; reason: string }[];
  claimsDropped: number;
  notes: string[];
};

export type WriterContext = {
  signal: AbortSignal;
  reportProgress(stage: string, done: number, total: number): void | Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The engine's steps, when the job may be given back while it is written and finds all that it has read again. */
  step?: JobContext["step"] | undefined;
  /** Called with all that was used so far, also when writing fails: it was paid for. */
  reportUsage(usage: Usage): void;
};

/** @throws PermanentError, RetryLaterError, SnoozeError or another error, as the job should end; the signal's reason when aborted. */
export type Writer = (assignment: Assignment, context: WriterContext) => Promise<Draft>;

/** The extractive one is always there; Claude when a key is configured. */
export type Writers = { extractive: Writer } & { [Kind in Exclude<GeneratorKind, "extractive">]?: Writer };
