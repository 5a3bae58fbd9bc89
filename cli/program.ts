// The table of verbs; each is loaded only when it is called.
import { Command, CommanderError } from "commander";
import { app } from "../core/app.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { EXIT, report } from "./exit.ts";
import { note, noteWritten } from "./print.ts";
import { release } from "./release.ts";

const verbs: Record<string, () => Promise<Command>> = {
  dev: async () => (await import("./dev.ts")).devCommand(),
  worker: async () => (await import("./worker.ts")).workerCommand(),
  submit: async () => (await import("./submit.ts")).submitCommand(),
  show: async () => (await import("./show.ts")).showCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  tail: async () => (await import("./tail.ts")).tailCommand(),
  jobs: async () => (await import("./jobs.ts")).jobsCommand(),
  queues: async () => (await import("./queues.ts")).queuesCommand(),
  stats: async () => (await import("./stats.ts")).statsCommand(),
  workers: async () => (await import("./workers.ts")).workersCommand(),
  schedule: async () => (await import("./schedule.ts")).scheduleCommand(),
  cancel: async () => (await import("./cancel.ts")).cancelCommand(),
  pause: async () => (await import("./consumer.ts")).pauseCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  breakers: async () => (await import("./breakers.ts")).breakersCommand(),
  resume: async () => (await import("./consumer.ts")).resumeCommand(),
  dead: async () => (await import("./dead.ts")).deadCommand(),
  redrive: async () => (await import("./redrive.ts")).redriveCommand(),
  dashboard: async () => (await import("./dashboard.ts")).dashboardCommand(),
  migrate: async () => (await import("./migrate.ts")).migrateCommand(),
  completion: async () => (await import("./completion.ts")).completionCommand(() => buildProgram()),
  demo: async () => (await import("./demo.ts")).demoCommand(),
  sqs: async () => (await import("../local/sqs/command.ts")).sqsCommand(),
};

/** Where each stands in the help; the others stand below. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Run the system:": ["dev", "dashboard", "worker", "sqs", "demo"],
  "Ask for work:": ["submit", "jobs", "schedule"],
  "See what happens:": ["list", "show", "tail", "queues", "stats", "workers", "dead", "breakers", "doctor"],
  "Step in:": ["cancel", "pause", "resume", "redrive"],
};

const groupOf = (verb: string): string =>
  Object.entries(GROUPS).find(([, group]) => group.includes(verb))?.[0] ?? "Besides:";

const HELP = `
Begin with \`${app.name} dev\` in one terminal and \`${app.name} submit\` in another. Each verb means the system of \`dev\` on this
machine, unless --stage or --localstack says another. When something is wrong: \`${app.name} doctor\`, and docs/runbook.md.

Exit codes: 0 done, 1 internal error, 2 wrong command line, setting or request, 3 the job failed or is not ready,
4 no such job, 5 queue or store not reachable, 6 --wait took longer than --timeout, the job store is 7 locked,
8 on a full disk, 9 not writable, 10 of a newer release, 11 damaged; 12 the doctor found a fault; 130 interrupted.
With --json, standard output is one JSON document (of tail one a line), of an error {"error": {"code", "message", "exitCode"}}.`;

/** @returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  // `… | head`: whoever read has seen enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.ok);
    note(`${app.name}: standard output cannot be written: ${error.message}`);
    process.exit(EXIT.error);
  });
  const program = await buildProgram(argv.find((word) => Object.hasOwn(verbs, word)));
  // With --json the one report below tells of a wrong command line, as of any other error.
  const json = argv.includes("--json");
  const writeErr = json ? () => {} : noteWritten;
  for (const command of withSubcommands(program)) command.exitOverride().configureOutput({ writeErr });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, json);
    if (error.exitCode === 0) return EXIT.ok;
    return json ? report(new VisibleError("usage", error.message), json) : EXIT.usage;
  }
}

/** @param verb the only one that is loaded; by default all are. */
export async function buildProgram(verb?: string): Promise<Command> {
  const program = new Command(app.name)
    .description(app.description)
    .version(release(), "-V, --version")
    .addHelpText("after", HELP)
    // An option behind a verb is that verb's, also where the one before has an option of the same name.
    .enablePositionalOptions()
    .showHelpAfterError("(add --help for what it takes)");
  const named = verb === undefined ? Object.values(verbs) : [verbs[verb]];
  for (const load of named) if (load) program.addCommand(await load());
  for (const command of program.commands) command.helpGroup(groupOf(command.name()));
  return program;
}

/** Commander hands neither setting down to commands that were made elsewhere. */
const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap((subcommand) => withSubcommands(subcommand as Command)),
];
