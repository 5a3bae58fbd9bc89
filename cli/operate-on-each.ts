// Does one thing to each of the jobs that are named, and says what became of each.
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import {
  archiveJob,
  type BulkOperation,
  cancelJob,
  type DeadLetterFate,
  deleteLetter,
  type Letter,
  removeJob,
  retryJob,
  unarchiveJob,
} from "../core/jobs/operate/inspector.ts";
import { confirm } from "./confirm.ts";
import { notePaused } from "./consumer.ts";
import { EXIT, failureOf } from "./exit.ts";
import { noteLastAttempt } from "./jobs-run.ts";
import { note, print, printJson } from "./print.ts";
import { counted } from "./words.ts";

export type OneOptions = {
  maxRedrives?: number;
  withoutDeadline?: boolean;
  yes?: boolean;
  json?: boolean;
};

type Done = { id: string; status: string; cancelRequestedAt?: number } & Partial<Letter>;
type Failed = { id: string; error: { code: string; message: string } };

/**
 * Where the queue or the store is out of reach, the jobs that are left are not tried.
 * @returns the exit code; of several the job that failed decides.
 */
export async function operateOnEach(
  backend: Backend,
  operation: BulkOperation,
  ids: readonly string[],
  options: OneOptions & { letters: boolean },
): Promise<number> {
  if (operation === "delete")
    await confirm(`delete ${ids.length === 1 ? ids[0] : counted(ids.length, "job")}`, options);
  const fates: (Done | Failed)[] = [];
  let exitCode: number = EXIT.ok;
  for (const [index, id] of ids.entries()) {
    try {
      fates.push(await operateOn(backend, operation, id, options));
    } catch (error) {
      // One id is answered like any verb's: by its own error and exit code.
      if (ids.length === 1) throw error;
      const { code, message, exitCode: own } = failureOf(error);
      fates.push({ id, error: { code, message } });
      exitCode = EXIT.failed;
      if (error instanceof VisibleError) continue;
      const stopped = { code: "not-tried", message: `not tried, since ${id} failed so` };
      fates.push(...ids.slice(index + 1).map((left) => ({ id: left, error: stopped })));
      exitCode = own;
      break;
    }
  }
  if (options.json) printJson(ids.length === 1 ? fates[0] : { items: fates });
  else for (const fate of fates) tell(fate);
  if (operation === "retry" && fates.some((fate) => "status" in fate)) await notePaused(backend);
  return exitCode;
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
      const { job, ...letter } = await retryJob(backend, id, limits);
      noteLastAttempt(backend, job);
      return { id, status: job.status, ...letter };
    }
    case "cancel": {
      const { status, cancelRequestedAt } = await cancelJob(backend, id);
      return { id, status, ...(status === "running" && cancelRequestedAt && { cancelRequestedAt }) };
    }
    case "archive": {
      const { job: _, ...letter } = await archiveJob(backend, id);
      return { id, status: "archived", ...letter };
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
const LEFT = ", its dead letter is left: a redrive of it runs nothing";

function tell(fate: Done | Failed): void {
  if ("error" in fate) note(`${fate.id}: ${fate.error.message}`);
  else {
    const stops = fate.cancelRequestedAt === undefined ? "" : ": it is told to stop, and is cancelled then";
    const { deadLetter = "none", deadLetterProblem: problem } = fate;
    print(`${fate.id} ${fate.status}${stops}${problem === undefined ? letterWords[deadLetter] : LEFT}`);
    if (problem !== undefined) note(`${fate.id}: its dead letter was not deleted: ${problem}`);
  }
}
