// `jobs import`: takes in what `jobs export` wrote, and says what became of each line.
import { Command } from "commander";
import { type ImportFate, importLine, MOST_LINE_BYTES } from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { note, print, printJson } from "./print.ts";
import { readLines } from "./read-lines.ts";

type Options = BackendOptions & { unfinished?: boolean; json?: boolean };
type Fate = ImportFate["fate"];

export function importCommand(): Command {
  const command = new Command("import")
    .description("take in jobs and dead letters as `jobs export` wrote them; nothing is overwritten")
    .argument("[file]", "the JSON lines; standard input by default", "-")
    .option("--unfinished", "also jobs that have not ended: they are sent, and run")
    .option("--json", "print JSON lines: what became of each line");
  return withBackendOptions(command).action(async (file: string, options: Options) => {
    const counts: Record<Fate, number> = { imported: 0, existing: 0, conflict: 0, refused: 0 };
    await useBackend(options, async (backend) => {
      let line = 0;
      for await (const text of readLines(file, MOST_LINE_BYTES)) {
        line++;
        if (text.trim() === "") continue;
        const { unfinished = false } = options;
        const fate = await importLine(backend, text, { unfinished }).catch((error: unknown) => {
          note(
            `stopped at line ${line}, ${counts.imported} imported: import it again, what is there already is left alone`,
          );
          throw error;
        });
        counts[fate.fate]++;
        if (options.json) printJson({ line, ...fate });
        else if (fate.fate === "refused") note(`line ${line}: refused: ${fate.message}`);
        else if (fate.fate === "conflict")
          note(`line ${line}: ${fate.id} is there already, and is another; it stays`);
      }
    });
    const { imported, existing, conflict, refused } = counts;
    if (!options.json)
      print(`${imported} imported, ${existing} there already, ${conflict} in conflict, ${refused} refused`);
    if (conflict + refused > 0) process.exitCode = EXIT.usage;
  });
}
