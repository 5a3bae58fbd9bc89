// Does one thing to each of the jobs that are named, and says what became of each.
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import {
  archiveJob,
  type BulkOperation,
  cancelJob,
  type DeadLetterFate,
  deleteLetter,
  removeJob,
  retryJob,
  unarchiveJob,
} from "../core/jobs/operate/inspector.ts";
import { confirm } from "./confirm.ts";
import { notePaused } from "./consumer.ts";
import { EXIT } from "./exit.ts";
import { noteLastAttempt } from "./jobs-run.ts";
import { note, print, printJson } from "./print.ts";
import { counted } from "./words.ts";

export type OneOptions = {
  maxRedrives?: number;
  withoutDeadline?: boolean;
  yes?: boolean;
  json?: boolean;
};

type Done = { id: string; status: string; cancelRequestedAt?: number; deadLetter?: DeadLetterFate };
type Failed = { id: string; error: { code: string; message: string } };

/** @returns the exit code; of several the job that failed decides. */
export async function operateOnEach(
  backend: Backend,
  operation: BulkOperation,
  ids: readonly string[],
  options: OneOptions & { letters: boolean },
): Promise<number> {
  if (operation === "delete")
    await confirm(`delete ${ids.length === 1 ? ids[0] : counted(ids.length, "job")}`, options);
  const fates: (Done | Failed)[] = [];
  for (const id of ids) {
    try {
      fates.push(await operateOn(backend, operation, id, options));
    } catch (error) {
      // One id is answered like any verb's: by its own error and exit code.
      if (ids.length === 1 || !(error instanceof VisibleError)) throw error;
      fates.push({ id, error: { code: error.code, message: error.message } });
    }
  }
  if (options.json) printJson(ids.length === 1 ? fates[0] : { items: fates });
  else for (const fate of fates) tell(fate);
  if (operation === "retry" && fates.some((fate) => "status" in fate)) await notePaused(backend);
  return fates.some((fate) => "error" in fate) ? EXIT.failed : EXIT.ok;
}

async function operateOn(
  backend: Backend,
  operation: BulkOperation,
  id: string,
  { maxRedrives, withoutDeadline, letters }: OneOptions & { letters: boolean },
): Promise<Done> {
  switch (operation) {
    case "retry": {
      const limits = {
        ...(maxRedrives !== undefined && { maxRedrives }),
        ...(withoutDeadline && { withoutDeadline }),
      };
      const { job, deadLetter } = await retryJob(backend, id, limits);
      noteLastAttempt(backend, job);
      return { id, status: job.status, ...(deadLetter && { deadLetter }) };
    }
    case "cancel": {
      const { status, cancelRequestedAt } = await cancelJob(backend, id);
      return { id, status, ...(status === "running" && cancelRequestedAt && { cancelRequestedAt }) };
    }
    case "archive": {
      const { deadLetter } = await archiveJob(backend, id);
      return { id, status: "archived", deadLetter };
    }
    case "unarchive": {
      const { status } = await unarchiveJob(backend, id);
      return { id, status };
    }
    case "delete": {
      if (letters && !(await backend.store.get(id))) {
        await deleteLetter(backend, id);
        return { id, status: "deleted", deadLetter: "deleted" };
      }
      return { id, status: "deleted", ...(await removeJob(backend, id)) };
    }
  }
}

const letterWords: Readonly<Record<DeadLetterFate, string>> = {
  deleted: ", its dead letter is deleted",
  none: "",
  left: ", its dead letter was not met: a redrive of it runs nothing",
};

function tell(fate: Done | Failed): void {
  if ("error" in fate) note(`${fate.id}: ${fate.error.message}`);
  else {
    const stops = fate.cancelRequestedAt === undefined ? "" : ": it is told to stop, and is cancelled then";
    print(`${fate.id} ${fate.status}${stops}${letterWords[fate.deadLetter ?? "none"]}`);
  }
}
