// `jobs export`: jobs, or dead letters, as JSON lines on standard output.
import { Command } from "commander";
import { app } from "../core/app.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { exportJobs, exportLetters, withoutOwn } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { type FilterOptions, filterOf, withFilterOptions } from "./filter-options.ts";
import { noteUnknownIds, unknownIds } from "./no-match.ts";
import { note, printJson } from "./print.ts";
import { counted } from "./words.ts";

export function exportCommand(): Command {
  const command = withFilterOptions(
    new Command("export").description(
      "write jobs as JSON lines, with payload, edits, result and steps, the oldest first",
    ),
  ).option("--dead-letters", "the messages that were seen in the dead-letter queue instead");
  withExamples(command, [
    ["jobs export --status dead --type report:monthly > dead.jsonl", "what died, to look at or to keep"],
    [
      `jobs export --stage production --id JOB-ID | ${app.name} jobs import`,
      "one job of a stage, to replay here",
    ],
    ["jobs export --status dead --since 7d > dead.jsonl", "what died this week"],
    ["jobs export --dead-letters > letters.jsonl", "every message that was seen dead"],
  ]);
  return withBackendOptions(command).action(
    async (options: BackendOptions & FilterOptions & { deadLetters?: boolean }) => {
      const filter = filterOf(options);
      const what = options.deadLetters ? "dead letter" : "job";
      if (options.deadLetters && Object.keys(filter).length > 0) {
        throw new VisibleError("usage", "--dead-letters writes all of them: leave the filters away");
      }
      const count = await useBackend(options, async (backend) => {
        noteUnknownIds(await unknownIds(backend, filter));
        let written = 0;
        try {
          for await (const line of options.deadLetters
            ? exportLetters(backend)
            : exportJobs(backend, withoutOwn(filter))) {
            printJson(line);
            written++;
          }
        } catch (error) {
          note(`not all were written: it stopped after ${counted(written, what)}`);
          throw error;
        }
        return written;
      });
      note(`${counted(count, what)} written`);
    },
  );
}
