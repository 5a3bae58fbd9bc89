// `jobs retry`, `cancel`, `archive`, `unarchive` and `delete`: one job, some, or all that match.
import { Command, InvalidArgumentError } from "commander";
import { type Backend, VisibleError } from "../core/jobs/index.ts";
import {
  type BulkOperation,
  type BulkRequest,
  type JobFilter,
  previewBulk,
  startBulk,
} from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { confirm, YES } from "./confirm.ts";
import { withExamples } from "./examples.ts";
import {
  type FilterOptions,
  filterOf,
  inOptions,
  NOT_IN_INBOX,
  withFilterOptions,
} from "./filter-options.ts";
import { HERE_SECONDS, type Seeing, seeToItsEnd } from "./follow-bulk.ts";
import { noteUnknownIds, unknownIds } from "./no-match.ts";
import { notNegative } from "./numbers.ts";
import { type OneOptions, operateOnEach } from "./operate-on-each.ts";
import { ownCommand } from "./own-command.ts";
import { print, printJson } from "./print.ts";
import { howMany, tellPreview } from "./tell-preview.ts";

type Options = BackendOptions &
  FilterOptions &
  OneOptions &
  Seeing & {
    all?: boolean;
    dryRun?: boolean;
    canary?: number;
  };

const descriptions: Readonly<Record<BulkOperation, string>> = {
  retry: "run dead jobs again with a new round of attempts, and jobs that wait at once",
  cancel: "cancel jobs that wait or run; they never run again",
  archive: "put dead jobs aside: out of the inbox, their dead letters deleted, to be read as before",
  unarchive: "take dead jobs out of the archive, into the inbox again; their dead letters stay deleted",
  delete: "delete the data of jobs that have ended, and their dead letters",
};

/** Of `dead`, whose jobs are all dead. */
const ofTheDead: Partial<Record<BulkOperation, string>> = {
  retry: "run dead jobs again, with a new round of attempts",
  delete: "delete the data of dead jobs and their dead letters, or messages without a job",
};

const examples: Readonly<Record<BulkOperation, (verb: string) => [string, string][]>> = {
  retry: (verb) => [
    [`${verb} brf_1 brf_2`, "these two"],
    [`${verb} --fingerprint FINGERPRINT --canary 5`, "what died of one thing, five first"],
    [`${verb} --cause killed --since 12h --dry-run`, "how many that would be, and ten of them"],
    [`${verb} --all --here`, "all, in this process: also while the consumer is paused"],
  ],
  cancel: (verb) => [
    [`${verb} brf_1 brf_2`, "these two"],
    [`${verb} --tenant acme --since 2h --dry-run`, "how many that would be, and ten of them"],
    [`${verb} --type report:monthly --here --yes`, "in this process, also while the consumer is paused"],
  ],
  archive: (verb) => [
    [`${verb} brf_1 brf_2`, "these two"],
    [`${verb} --fingerprint FINGERPRINT`, "all that died of one thing"],
  ],
  unarchive: (verb) => [
    [`${verb} brf_1 brf_2`, "these two"],
    [`${verb} --fingerprint FINGERPRINT`, "all archived ones that died of one thing"],
  ],
  delete: (verb) => [
    [`${verb} brf_1 brf_2`, "these two"],
    [`${verb} --cause permanent --ended-until 30d --dry-run`, "how many that would be, and ten of them"],
  ],
};

/** @param only filters that are always meant: `dead` operates on dead jobs alone. */
export function operationCommand(
  operation: BulkOperation,
  name: string = operation,
  only: JobFilter = {},
): Command {
  const command = new Command(name)
    .description((only.status && ofTheDead[operation]) ?? descriptions[operation])
    .argument(
      "[ids...]",
      name === "delete" && only.status ? "ids of jobs, or of messages without a job" : "their ids",
    );
  withFilterOptions(command, {
    ...(only.status && { status: NOT_IN_INBOX.status }),
    ...(only.status && operation === "archive" && { archived: NOT_IN_INBOX.archived }),
  })
    .option("--all", "all of them, where no filter says which")
    .option("--dry-run", "say how many match, show ten, and do nothing")
    .option("--canary <number>", "do so many first, and the rest only if they end well", canaryOf);
  if (operation === "retry") {
    command
      .option("--max-redrives <number>", "how often a job may have been redriven already (10)", notNegative)
      .option("--without-deadline", "take off the deadline of jobs that are past it");
  }
  command
    .option("--here", "do it in this process, also while the consumer is paused or busy")
    .option("--no-wait", "do not wait for the end")
    .option(...YES)
    .option("--json", "print JSON");
  withExamples(command, examples[operation](`${only.status ? "dead" : "jobs"} ${name}`));
  return withBackendOptions(command).action(async (ids: string[], options: Options) => {
    const named = filterOf(options);
    const filter = { ...named, ...only };
    const asked = Object.keys(named).length > 0;
    if (ids.length > 0 && (asked || options.all || options.dryRun)) {
      throw new VisibleError("usage", "give ids, or filters, not both; --id is a filter");
    }
    if (ids.length === 0 && !asked && !options.all) {
      const example = ownCommand(`${only.status ? "dead" : "jobs"} ${name} --type TYPE --dry-run`);
      throw new VisibleError(
        "usage",
        `say which jobs: their ids, filters, or --all; \`${example}\` counts them`,
      );
    }
    process.exitCode = await useBackend(options, (backend) =>
      ids.length > 0
        ? operateOnEach(backend, operation, ids, { ...options, letters: only.status !== undefined })
        : operateOnAll(backend, { operation, filter, ...limitsOf(options) }, named, options).catch(
            (error) => {
              throw inOptions(error);
            },
          ),
    );
  });
}

const limitsOf = ({ maxRedrives, withoutDeadline, canary }: Options): Partial<BulkRequest> => ({
  ...(maxRedrives !== undefined && { maxRedrives }),
  ...(withoutDeadline !== undefined && { withoutDeadline }),
  ...(canary !== undefined && { canary }),
});

function canaryOf(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number;
  throw new InvalidArgumentError("give a whole number from 1 to 100");
}

/** A count reads no longer than this: without an index it reads every job. */
const COUNT_MS = 30_000;

/** @returns the exit code. */
async function operateOnAll(
  backend: Backend,
  request: BulkRequest,
  named: JobFilter,
  options: Options,
): Promise<number> {
  const endsAt = Date.now() + COUNT_MS;
  const preview = await previewBulk(backend, request, () => Date.now() < endsAt);
  if (!options.json) noteUnknownIds(await unknownIds(backend, request.filter));
  if (options.dryRun) {
    if (options.json) printJson(preview);
    else tellPreview(preview, request.operation, named);
    return 0;
  }
  if (preview.count === 0 && preview.exact) {
    if (options.json) printJson({ ...preview, operation: request.operation });
    else print("no job matches; nothing was done");
    return 0;
  }
  if (!options.json) tellPreview(preview, request.operation, named);
  await confirm(`${request.operation} ${howMany(preview)}`, options);
  const expected = { ...request, ...(preview.exact && { expected: preview.count }) };
  const started = await startBulk(backend, expected, options.here ? { hereForSeconds: HERE_SECONDS } : {});
  return await seeToItsEnd(backend, started, options);
}
