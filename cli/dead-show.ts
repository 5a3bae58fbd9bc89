// `dead show`: one message of the dead-letter queue, or one kind of failure with its jobs.
import { Command } from "commander";
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import {
  type DeadGroup,
  deadInbox,
  getLetter,
  type ListedLetter,
  searchJobs,
} from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { ownCommand } from "./own-command.ts";
import { note, printFields, printJson, printTable } from "./print.ts";
import { utc } from "./words.ts";

type Options = BackendOptions & { json?: boolean };
type Found =
  | { letter: ListedLetter }
  | { group: DeadGroup; jobs: Awaited<ReturnType<typeof searchJobs>>["items"] };

const FINGERPRINT = /^[0-9a-f]{12}$/;
const JOBS_SHOWN = 20;

export function deadShowCommand(): Command {
  const command = new Command("show")
    .description(
      "one message of the dead-letter queue and what became of it, or the jobs that died of one thing",
    )
    .argument("<id>", "of a message, as `dead list` names it, or a fingerprint, as `dead` does")
    .option("--json", "print JSON");
  return withBackendOptions(command).action(async (word: string, options: Options) => {
    const found = await useBackend(options, (backend) => find(backend, word));
    if (options.json)
      return printJson("letter" in found ? found.letter : { ...found.group, jobs: found.jobs });
    if ("letter" in found) showLetter(found.letter);
    else showGroup(found.group, found.jobs);
  });
}

async function find(backend: Backend, word: string): Promise<Found> {
  if (!FINGERPRINT.test(word)) {
    const job = await backend.store.get(word).catch(() => undefined);
    if (job) throw new VisibleError("usage", `${word} is a job: ${ownCommand(`jobs show ${word}`)}`);
    return { letter: await getLetter(backend, word) };
  }
  const fingerprint = [word];
  const [inbox, page] = await Promise.all([
    deadInbox(backend, { filter: { fingerprint } }),
    searchJobs(backend, {
      filter: { fingerprint, status: ["dead"], archived: false },
      ...{ order: "newest", limit: JOBS_SHOWN },
    }),
  ]);
  const [group] = inbox.groups;
  if (group) return { group, jobs: page.items };
  throw new VisibleError(
    "job-not-found",
    `no dead job has the fingerprint ${word}; they may have been redriven or archived`,
  );
}

function showLetter({
  messageId,
  fate,
  cause,
  reason = "",
  jobId = "",
  jobStatus,
  ...letter
}: ListedLetter): void {
  const { sentAt, seenAt, error, body = "", fingerprint = "" } = letter;
  printFields([
    ["message", messageId],
    ["now", fate],
    ["cause", reason === "" ? cause : `${cause}: ${reason}`],
    ["job", jobStatus === undefined ? jobId : `${jobId} ${jobStatus}`],
    ["fingerprint", fingerprint],
    ["error", error ? `${error.name}: ${error.message}` : ""],
    ["sent", sentAt === undefined ? "" : `${utc(sentAt)} UTC`],
    ["seen", `${utc(seenAt)} UTC`],
    ["body", body],
  ]);
  if (jobId !== "") note(`all of the job: ${ownCommand(`jobs show ${jobId}`)}`);
  else if (fate === "in-queue") note(`to delete it: ${ownCommand(`dead delete ${messageId}`)}`);
}

function showGroup(
  group: DeadGroup,
  jobs: readonly { id: string; endedAt?: number | undefined; title: string }[],
): void {
  const {
    fingerprint,
    type,
    errorName,
    message,
    sampleMessage = message,
    frame = "",
    count,
    inQueue,
    firstSeenAt,
    lastSeenAt,
  } = group;
  printFields([
    ["fingerprint", fingerprint],
    ["type", type],
    [count > 1 ? "last died of" : "died of", [errorName, sampleMessage].filter(Boolean).join(": ")],
    ["all like", sampleMessage === message ? "" : `${errorName}: ${message}`],
    ["at", frame],
    [
      "jobs",
      `${count}; ${inQueue.yes} in the dead-letter queue, ${inQueue.no} not, ${inQueue.unknown} unknown`,
    ],
    ["first", `${utc(firstSeenAt)} UTC`],
    ["last", `${utc(lastSeenAt)} UTC`],
  ]);
  printTable(
    [
      { heading: "id", cell: ({ id }) => id },
      { heading: "died", cell: ({ endedAt }) => (endedAt === undefined ? "" : utc(endedAt)) },
      { heading: "title", cell: ({ title }) => title, detail: "short" },
    ],
    jobs,
  );
  note(`run them again: ${ownCommand(`dead redrive --fingerprint ${fingerprint}`)}`);
  note(`put them aside: ${ownCommand(`dead archive --fingerprint ${fingerprint}`)}`);
}
