// The options that say which jobs are meant, the same for each verb that takes several.
import { type Command, InvalidArgumentError, Option } from "commander";
import { app } from "../core/app.ts";
import { DeadCause, type FieldError, JobStatus, VisibleError } from "../core/jobs/index.ts";
import { type JobFilter, parseFilter, wordsOf } from "../core/jobs/operate/inspector.ts";
import { quoted } from "./shell-quote.ts";

type Lists = { id?: string[]; type?: string[]; status?: string[]; cause?: string[]; fingerprint?: string[] };
export type FilterOptions = Lists & {
  tenant?: string;
  archived?: string;
  text?: string;
  since?: string;
  until?: string;
  endedSince?: string;
  endedUntil?: string;
  where?: [path: string, value: string][];
};

const GROUP = "Which jobs:";

/** May be given again; each may name several with commas between them. */
const several = (value: string, before: string[] = []): string[] => [...before, value];

type Word = keyof FilterOptions;

/** @param refused words that make no sense for this verb: not offered, and refused with this reason. */
export function withFilterOptions(command: Command, refused: Partial<Record<Word, string>> = {}): Command {
  for (const option of filterOptions()) {
    const reason = refused[option.attributeName() as Word];
    command.addOption(reason === undefined ? option.helpGroup(GROUP) : refusing(option, reason));
  }
  return command;
}

const refusing = (option: Option, reason: string): Option =>
  new Option(option.flags, reason).hideHelp().argParser(() => {
    throw new InvalidArgumentError(reason);
  });

function filterOptions(): Option[] {
  const one = (flags: string, description: string) => new Option(flags, description);
  // The choices are for help and completion; a filter's own schema checks each word of "dead,cancelled".
  const list = (flags: string, description: string, choices?: readonly string[]) => {
    const option = one(flags, description);
    return (choices ? option.choices(choices) : option).argParser(several);
  };
  return [
    list("--id <ids>", "these jobs"),
    list("--type <types>", "of these job types, as `jobs types` lists them"),
    list("--status <statuses>", "in these states", JobStatus.options),
    one("--tenant <tenant>", "of one tenant"),
    list("--cause <causes>", "dead for these reasons", DeadCause.options),
    list("--fingerprint <fingerprints>", "failed alike, as `show` and `dead` name it"),
    one(
      "--archived <answer>",
      "put aside by an operator: true or false; operations mean only false unless you say",
    ).choices(["true", "false"]),
    one("--text <text>", "text in id, title, an error or the payload"),
    one("--since <time>", "created since: 30m, 12h, 7d, or 2026-12-24T07:00:00Z"),
    one("--until <time>", "created before"),
    one("--ended-since <time>", "ended since"),
    one("--ended-until <time>", "ended before"),
    one("--where <path=value>", "a field of the payload: topic=Wind, sources.0.kind=feed").argParser(
      (word: string, before: [string, string][] = []) => [...before, fieldOf(word)],
    ),
  ];
}

/** Of the inbox, and of the operations on what is in it. */
export const NOT_IN_INBOX = {
  status: `what is in the inbox is dead; leave --status away, or use \`${app.name} jobs\` and \`${app.name} list\` for others`,
  archived: `the inbox has no archived jobs; \`${app.name} list --status dead --archived true\` shows them`,
};

function fieldOf(word: string): [path: string, value: string] {
  const at = word.indexOf("=");
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
  throw new InvalidArgumentError("give a path and a value, as topic=Wind");
}

/** @throws VisibleError `invalid-request` */
export function filterOf(options: FilterOptions, nowMs = Date.now()): JobFilter {
  const { id, type, status, tenant, archived, cause, fingerprint, text } = options;
  const { since, until, endedSince, endedUntil } = options;
  const where: Record<string, string | string[]> = {};
  for (const [path, value] of options.where ?? []) {
    const before = where[`where.${path}`];
    // A path that is given twice is refused, like any other word with two values.
    where[`where.${path}`] = before === undefined ? value : [before, value].flat();
  }
  const named = { id, type, status, tenant, archived, cause, fingerprint, text };
  const words = { ...named, since, until, endedSince, endedUntil };
  try {
    return parseFilter({ ...words, ...where }, nowMs);
  } catch (error) {
    throw inOptions(error);
  }
}

/**
 * An error that names fields of a filter or of an operation names the options that they came from.
 * @param called what came from an argument, or from an option of another name.
 */
export function inOptions(error: unknown, called: Readonly<Record<string, string>> = {}): unknown {
  if (!(error instanceof VisibleError) || !Array.isArray(error.details.errors)) return error;
  const { code, details } = error;
  const errors = (error.details.errors as FieldError[]).map(({ path, message }) => {
    const word = path.replace(/^filter\./, "").replace(/\[.*$/, "");
    return {
      path: called[word] ?? optionOf(word),
      message: message.replace(/\b(since|endedSince)\b/, optionOf),
    };
  });
  const message = errors.map((one) => `${one.path}: ${one.message}`).join("; ");
  return new VisibleError(code, message, { ...details, errors }, { cause: error });
}

/** `endedSince` → `--ended-since`, `where.topic` → `--where topic` */
const optionOf = (word: string): string =>
  word.startsWith("where.")
    ? `--where ${word.slice("where.".length)}`
    : `--${word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The options that mean this filter, for a shell: `--status dead --text 'no user'`. */
export const optionsOf = (filter: JobFilter): string =>
  wordsOf(filter)
    .map(([word, value]) =>
      word.startsWith("where.")
        ? `--where ${quoted(`${word.slice("where.".length)}=${value}`)}`
        : `${optionOf(word)} ${quoted(value)}`,
    )
    .join(" ");
