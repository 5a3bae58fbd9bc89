// What may be done with one job, by where it stands: the buttons, and what they do.
import { isTerminal, type Job, waiting } from "../../core/jobs/index.ts";
import {
  archiveJob,
  cancelJob,
  isLastAttempt,
  type Letter,
  removeJob,
  retryJob,
  unarchiveJob,
} from "../../core/jobs/operate/inspector.ts";
import { atJob } from "../base.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Action } from "../page.ts";
import { askingButton, postButton } from "./buttons.ts";

const idOf = ({ params }: Parameters<Action>[0]): string => params.id ?? "";

export const jobActions: Readonly<Record<string, Action>> = {
  async retry(call) {
    const { job, ...letter } = await retryJob(call.backend, idOf(call));
    const last = isLastAttempt(call.backend, job) ? " It is its last attempt." : "";
    return { note: `${job.title || job.id} runs as soon as there is room.${last}${leftWords(letter)}` };
  },
  async cancel(call) {
    const job = await cancelJob(call.backend, idOf(call));
    return { note: job.status === "cancelled" ? "Cancelled." : "Told to stop: it is cancelled once it has." };
  },
  async archive(call) {
    const letter = await archiveJob(call.backend, idOf(call));
    return {
      note: `Archived: it is in no inbox any more. It can be retried until it expires.${leftWords(letter)}`,
      undo: { label: "Undo", path: `/jobs/${idOf(call)}`, action: "unarchive" },
    };
  },
  async unarchive(call) {
    await unarchiveJob(call.backend, idOf(call));
    return { note: "Back in the inbox." };
  },
  async delete(call) {
    const letter = await removeJob(call.backend, idOf(call));
    return { note: `Deleted the data of ${idOf(call)}.${leftWords(letter)}`, to: "/jobs" };
  },
};

function leftWords({ deadLetter, deadLetterProblem: problem }: Partial<Letter>): string {
  if (deadLetter !== "left") return "";
  const why = problem === undefined ? "" : ` (${problem})`;
  return ` Its old message is still in the dead-letter queue, and does no harm${why}.`;
}

export function jobButtons(dashboard: Dashboard, job: Job): Html | undefined {
  if (dashboard.readOnly) return undefined;
  const { status, id } = job;
  const waits = waiting.includes(status);
  const isDead = status === "dead";
  return html`${isDead && postButton(dashboard, { label: "Retry", action: "retry", kind: "main" })}${
    waits && postButton(dashboard, { label: "Run now", action: "retry" })
  }${(isDead || waits) && html`<a class="button" href="${atJob(id)}/edit">Edit and run</a>`}${
    isDead &&
    postButton(
      dashboard,
      job.archivedAt === undefined
        ? { label: "Archive", action: "archive" }
        : { label: "Unarchive", action: "unarchive" },
    )
  }${!isTerminal(status) && askingButton(dashboard, { label: "Cancel job", action: "cancel", kind: "danger" }, CANCEL)}${
    isTerminal(status) &&
    askingButton(dashboard, { label: "Delete", action: "delete", kind: "danger" }, DELETE)
  }`;
}

const CANCEL = {
  id: "cancel",
  question: "Cancel this job?",
  detail: "It never runs again. This cannot be undone.",
};
const DELETE = {
  id: "delete",
  question: "Delete this job’s data?",
  detail: "Request, result, steps and errors are deleted. This cannot be undone.",
};
