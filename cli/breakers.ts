// `breakers`: the job types whose breaker is open; `--close` closes one by hand.
import { Command } from "commander";
import { type Backend, closeBreaker, listBreakers, type OpenBreaker } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { ownCommand } from "./own-command.ts";
import { note, print, printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { watched, withWatch } from "./watch.ts";
import { age, utc } from "./words.ts";

type Options = BackendOptions & { close?: string; json?: boolean };

export function breakersCommand(): Command {
  const command = new Command("breakers")
    .description(
      "list job types whose breaker is open: their jobs wait, because the last attempts failed for one cause",
    )
    .option("--close <type>", "the cause is mended: let jobs of this type start again")
    .option("--json", "print JSON");
  return withBackendOptions(withWatch(command)).action(
    watched(async (options: Options) => {
      const { close } = options;
      if (close !== undefined) {
        await useBackend(options, (backend) => closeBreaker(backend, close));
        if (options.json) printJson({ closed: close });
        else
          print(
            `breaker of ${close} closed: jobs that wait for it start within 15 minutes, new ones at once`,
          );
        return;
      }
      const items = await useBackend(options, listBreakers);
      if (options.json) printJson({ items: items.map(withTimes) });
      else printTable(columns(Date.now()), items);
    }),
  );
}

const withTimes = ({ since, probeAt, ...breaker }: OpenBreaker) => ({
  ...breaker,
  since: new Date(since).toISOString(),
  probeAt: new Date(probeAt).toISOString(),
});

const columns = (nowMs: number): Column<OpenBreaker>[] => [
  { heading: "type", cell: ({ type }) => type },
  { heading: "open for", cell: ({ since }) => age(since, nowMs) },
  { heading: "next probe (UTC)", cell: ({ probeAt }) => utc(probeAt) },
  { heading: "failed probes", cell: ({ failedProbes }) => String(failedProbes) },
  { heading: "cause", cell: ({ cause }) => cause, detail: "whole" },
];

/** Tells on standard error which types wait. What goes wrong here is not what was asked for. */
export async function noteBreakers(backend: Backend): Promise<void> {
  for (const { type, cause } of await listBreakers(backend).catch(() => [])) {
    note(
      `jobs of ${type} wait: its breaker is open, the last attempts failed with ${cause} (\`${ownCommand("breakers")}\`)`,
    );
  }
}
