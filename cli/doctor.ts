// `doctor`: inspects a live endpoint and says what is wrong, where, and how to mend it.
import { Command } from "commander";
import { app } from "../core/app.ts";
import { CHECKS, examine, FINDING_STATES, type Finding, verdictOf } from "../core/jobs/operate/inspector.ts";
import { visibleLine } from "../core/visible-text.ts";
import { openProbes } from "../local/doctor.ts";
import { type BackendOptions, placeOf, useBackend, withBackendOptions } from "./backend.ts";
import { withExamples } from "./examples.ts";
import { EXIT } from "./exit.ts";
import { note, print, printJson, printStyled, widthOf } from "./print.ts";
import { release } from "./release.ts";
import { statusStyle } from "./style.ts";
import { wrapToWidth } from "./text-width.ts";
import { watched, withWatch } from "./watch.ts";

type Options = BackendOptions & { all?: boolean; strict?: boolean; json?: boolean };

export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description(
      "inspect queues, consumer, alarm, store, clocks and schedules: what is wrong, where, how to mend it",
    )
    .option("--all", "also what is in order")
    .option("--strict", `exit with ${EXIT.unhealthy} also for warnings, and for what could not be looked at`)
    .option("--json", "print JSON: the verdict and every finding")
    .addHelpText(
      "after",
      `
Nothing is changed, and no message is received. Exit code ${EXIT.unhealthy}: a fault was found.
What a finding means: docs/runbook.md, The doctor.
`,
    );
  withExamples(command, [
    ["doctor", `the system of \`${app.name} dev\` on this machine`],
    ["doctor --stage production --strict", "after a deploy, in CI"],
  ]);
  return withBackendOptions(withWatch(command)).action(
    watched(async (options: Options) => {
      const findings = await look(options);
      const verdict = verdictOf(findings);
      const ill = options.strict ? verdict !== "ok" : verdict === "fault";
      process.exitCode = ill ? EXIT.unhealthy : EXIT.ok;
      if (options.json) printJson({ verdict, findings });
      else tell(findings, options.all === true);
    }),
  );
}

async function look(options: Options): Promise<Finding[]> {
  const opened = await openProbes(app, await placeOf(options));
  return await useBackend(options, (backend) => examine(backend, { ...opened, release: release() }));
}

function tell(findings: readonly Finding[], all: boolean): void {
  const shown = all ? findings : findings.filter(({ state }) => state !== "ok");
  for (const { check, state, what, where, remedy } of shown) {
    printStyled(
      { text: state, style: statusStyle(state), width: STATE_WIDTH },
      { text: check, style: "heading", url: `${RUNBOOK}#the-doctor`, width: CHECK_WIDTH },
      { text: state === "ok" ? `${where}: ${what}` : where },
    );
    if (state === "ok") continue;
    printIndented(what);
    printIndented(`mend: ${remedy}`);
  }
  const counts = FINDING_STATES.map(
    (state) => [findings.filter((found) => found.state === state).length, state] as const,
  );
  note(counts.flatMap(([count, state]) => (count === 0 ? [] : [`${count} ${state}`])).join(", "));
}

const RUNBOOK = new URL("../docs/runbook.md", import.meta.url).href;
/** Of the longest state, `warning`, and a space. */
const STATE_WIDTH = 8;
const CHECK_WIDTH = Math.max(...CHECKS.map((check) => check.length));

function printIndented(text: string): void {
  const indent = " ".repeat(STATE_WIDTH + 1);
  const room = (widthOf(process.stdout) ?? Number.POSITIVE_INFINITY) - indent.length;
  for (const line of wrapToWidth(visibleLine(text), room)) print(indent + line);
}
