// `jobs run`: runs a job that waits at once.
import { Command } from "commander";
import { type Backend, getJob, type Job, runNow } from "../core/jobs/index.ts";
import { attemptsLeft, isLastAttempt, mostAttempts } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { notePaused } from "./consumer.ts";
import { note, print, printJson } from "./print.ts";
import { utc } from "./words.ts";

type Options = BackendOptions & { json?: boolean };

export function runCommand(): Command {
  const command = new Command("run")
    .description("run a job that waits now, also one that is backing off")
    .argument("<id>", "the job's id")
    .option("--json", "print JSON");
  return withBackendOptions(command).action((id: string, options: Options) =>
    useBackend(options, (backend) => run(backend, id, options)),
  );
}

async function run(backend: Backend, id: string, { json }: Options): Promise<void> {
  const was = await getJob(backend, id);
  const { status } = await runNow(backend, id);
  if (json) printJson({ id, was: was.status, status, attemptsLeft: attemptsLeft(backend, was) });
  else print(`${id} ${waitedFor(was)}, and a message was sent: it runs as soon as the consumer is free`);
  noteLastAttempt(backend, was);
  await notePaused(backend);
}

/** Of the job as it was: its status may have changed since, while the message is on its way. */
function waitedFor({ status, nextAttemptAt }: Job): string {
  const at = nextAttemptAt === undefined ? "" : `${utc(nextAttemptAt)} UTC`;
  if (status === "pending") return "was not sent";
  if (at === "") return `was ${status}`;
  return `was ${status} ${status === "retrying" ? "until" : "for"} ${at}`;
}

/** @param job that is about to run, and has failed before. */
export function noteLastAttempt(backend: Backend, job: Job): void {
  if (!isLastAttempt(backend, job)) return;
  note(`this is its last attempt of ${mostAttempts(backend, job)}: if it fails, the job is dead`);
}
