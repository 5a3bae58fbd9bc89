// Exit codes that scripts can use, and the errors that lead to them.

import { app } from "../core/app.ts";
import { messageWithPlace } from "../core/error-place.ts";
import { StoreError, VisibleError } from "../core/jobs/index.ts";
import { operatorsMessage } from "../core/jobs/operate/inspector.ts";
import { SettingError } from "../core/variables.ts";
import { visibleText } from "../core/visible-text.ts";
import { note, printJson } from "./print.ts";

export const EXIT = {
  ok: 0,
  /** A mistake of ours, or of the machine. */
  error: 1,
  /** The command line, a setting in the environment, or the request, is wrong. */
  usage: 2,
  /** The job is dead, or was cancelled. */
  failed: 3,
  /** There is no such job. */
  notFound: 4,
  /** The queue or the store cannot be reached. */
  unavailable: 5,
  /** `--wait` took longer than `--timeout`. */
  timeout: 6,
  /** The states of the job store's file, each with its own. A missing one is `unavailable`. */
  storeLocked: 7,
  storeFull: 8,
  storeReadOnly: 9,
  storeNewer: 10,
  storeCorrupt: 11,
  /** `doctor` has found a fault; with `--strict` also a warning, or what it could not look at. */
  unhealthy: 12,
  /** Ctrl+C, as a shell has it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

const codes: Record<string, number> = {
  usage: EXIT.usage,
  "wrong-setting": EXIT.usage,
  "invalid-request": EXIT.usage,
  "invalid-json": EXIT.usage,
  "unknown-job-type": EXIT.usage,
  "invalid-cursor": EXIT.usage,
  "request-too-large": EXIT.usage,
  "too-many-items": EXIT.usage,
  "idempotency-conflict": EXIT.usage,
  "group-not-found": EXIT.notFound,
  "job-not-found": EXIT.notFound,
  "schedule-not-found": EXIT.notFound,
  "schedule-busy": EXIT.failed,
  "too-many-schedules": EXIT.usage,
  "not-finished": EXIT.failed,
  "job-running": EXIT.failed,
  "job-ended": EXIT.failed,
  "job-not-dead": EXIT.failed,
  "job-expired": EXIT.failed,
  "too-many-redrives": EXIT.failed,
  "equal-job": EXIT.failed,
  "cannot-be-undone": EXIT.failed,
  "queue-not-found": EXIT.notFound,
  "message-not-found": EXIT.notFound,
  "message-of-a-job": EXIT.failed,
  "unknown-step": EXIT.usage,
  "breaker-closed": EXIT.notFound,
  "item-too-large": EXIT.usage,
  "try-again": EXIT.unavailable,
  "store-unavailable": EXIT.unavailable,
  "store-missing": EXIT.unavailable,
  "store-locked": EXIT.storeLocked,
  "store-full": EXIT.storeFull,
  "store-read-only": EXIT.storeReadOnly,
  "store-newer": EXIT.storeNewer,
  "store-corrupt": EXIT.storeCorrupt,
  "queue-unavailable": EXIT.unavailable,
  "consumer-unavailable": EXIT.unavailable,
  "log-unavailable": EXIT.unavailable,
  "backlog-full": EXIT.unavailable,
  "backend-unavailable": EXIT.unavailable,
  timeout: EXIT.timeout,
  interrupted: EXIT.interrupted,
};

/**
 * Says on standard error what went wrong, in one line; LOG_LEVEL=debug adds the stack. With `json`, standard output
 * gets `{ error: { code, message, exitCode, … } }` too: whatever happens, one JSON document.
 * @returns the exit code.
 */
export function report(error: unknown, json: boolean): number {
  const { code, message, details, exitCode } = failureOf(error);
  if (json) printJson({ error: { ...details, code, message, exitCode } });
  note(`${app.name}: ${message}`);
  const debug = process.env.LOG_LEVEL === "debug" || process.env.LOG_LEVEL === "trace";
  if (debug && error instanceof Error && error.stack) note(error.stack);
  return exitCode;
}

/** What an error comes to: its code and message, and the exit code. */
export function failureOf(error: unknown) {
  const { code, message, details } = described(error);
  return { code, message, details, exitCode: codes[code] ?? EXIT.error };
}

/** In words for people. */
export const messageOf = (error: unknown): string => visibleText(described(error).message);

function described(error: unknown): { code: string; message: string; details: Record<string, unknown> } {
  if (error instanceof VisibleError) {
    return { code: error.code, message: operatorsMessage(error), details: error.details };
  }
  if (error instanceof SettingError) return { code: "wrong-setting", message: error.message, details: {} };
  if (error instanceof StoreError) return { code: error.code, message: error.message, details: {} };
  const message = error instanceof Error ? messageWithPlace(error) : String(error);
  return { code: "internal", message, details: {} };
}
