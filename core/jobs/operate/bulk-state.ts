// How far a bulk operation is: one document, which is all that another process needs to go on where this one stopped.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { expiry } from "../record/death.ts";

const KIND = "bulk";
/** Of the failures: the rest is counted. */
const FAILURES_KEPT = 50;
const MESSAGE_CHARACTERS = 300;

const Count = z.number().int().nonnegative();
export const BulkFailure = z.object({ id: z.string(), code: z.string(), message: z.string() });
export type BulkFailure = z.infer<typeof BulkFailure>;

export const BulkState = z.object({
  /** `canary`: the first few are done. `watch`: they are waited for. `dead-letters`: what is left in the queue is deleted. */
  phase: z.enum(["canary", "watch", "all", "dead-letters", "ended"]),
  /** Where the search goes on behind `taken`. */
  cursor: z.string().optional(),
  /** No job is left behind the cursor. */
  exhausted: z.boolean(),
  /** Jobs that are being done. After a crash they are done again, which changes nothing where it was done. */
  taken: z.array(z.string()),
  canaries: z.array(z.string()),
  done: Count,
  /** Moved on before their turn came: they run, have ended, or are gone. */
  skipped: Count,
  failed: Count,
  failures: z.array(BulkFailure),
  /** Jobs that were looked at to find these. */
  read: Count,
  deadLetters: Count,
  /**
   * When its first run began (ms), by the clock that notes in each job when it was archived or deleted: that of whoever
   * asked for the operation may be ahead. Absent in one that an earlier release began.
   */
  begunAt: z.number().optional(),
  /** Why it ended before all was done. */
  stopped: z.string().optional(),
  endedAt: z.number().optional(),
});
export type BulkState = z.infer<typeof BulkState>;

export const newState = (canary: boolean): BulkState => ({
  phase: canary ? "canary" : "all",
  exhausted: false,
  ...{ taken: [], canaries: [], failures: [] },
  ...{ done: 0, skipped: 0, failed: 0, read: 0, deadLetters: 0 },
});

/** It goes on later. */
export type Wait = { waitSeconds: number; because: string };
/** Queue or store are away, or too much waits. */
export const AWAY_SECONDS = 15;

export const withFailures = (state: BulkState, failures: readonly BulkFailure[]): BulkFailure[] =>
  [
    ...state.failures,
    ...failures.map((failure) => ({ ...failure, message: failure.message.slice(0, MESSAGE_CHARACTERS) })),
  ].slice(0, FAILURES_KEPT);

export async function readState(
  { store }: Pick<Backend, "store">,
  id: string,
): Promise<{ state: BulkState; revision: number } | undefined> {
  const found = await store.getDocument(KIND, id);
  return found && { state: BulkState.parse(found.value), revision: found.revision };
}

/** It lives as long as its job's record may. @returns false when another process has written it since. */
export async function writeState(
  { store, now, settings }: Pick<Backend, "store" | "now" | "settings">,
  id: string,
  state: BulkState,
  revision: number,
): Promise<boolean> {
  const { maxSnoozeSeconds, terminalRetentionSeconds } = settings.jobs;
  return await store.putDocument(KIND, id, state, {
    revision,
    expiresAtSeconds: expiry(now(), maxSnoozeSeconds + terminalRetentionSeconds),
  });
}

export function nextPhase(backend: Backend, state: BulkState): BulkState {
  if (state.phase === "canary" && state.canaries.length > 0) return { ...state, phase: "watch" };
  return state.exhausted ? { ...state, phase: "dead-letters" } : ended(backend, state);
}

export const ended = ({ now }: Backend, state: BulkState): BulkState => ({
  ...state,
  phase: "ended",
  endedAt: now(),
});

/** Nothing more is done; the dead letters of those that were done are deleted. */
export const stopped = (state: BulkState, why: string): BulkState => ({
  ...state,
  phase: "dead-letters",
  stopped: why,
});
