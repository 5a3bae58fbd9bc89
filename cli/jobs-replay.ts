// `jobs replay`: runs a job's code in this checkout once more, under a debugger if wanted, and leaves queue and records as they are.
import { close, open, url } from "node:inspector";
import { Command } from "commander";
import { app } from "../core/app.ts";
import type { CreateJobTypes } from "../core/job-types.ts";
import { type Backend, createRegistry } from "../core/jobs/index.ts";
import {
  cacheWithoutWrites,
  type ReplayEvent,
  type Replayed,
  replayJob,
} from "../core/jobs/operate/inspector.ts";
import { type BackendOptions, placeOf, useBackend, withBackendOptions } from "./backend.ts";
import { confirm, YES } from "./confirm.ts";
import { withExamples } from "./examples.ts";
import { EXIT } from "./exit.ts";
import { portOf } from "./numbers.ts";
import { note, print, printJson } from "./print.ts";
import { untilStopped } from "./until-stopped.ts";
import { counted } from "./words.ts";

type Options = BackendOptions & { from?: string; inspect?: number | true; yes?: boolean; json?: boolean };

const INSPECTOR_PORT = 9229;

export function replayCommand(): Command {
  const command = new Command("replay")
    .description("run a job's code from this checkout once more; queue and records stay as they are")
    .argument("<id>", "the job's id, whatever its status")
    .option("--from <step>", "run anew from this step; by default steps that were kept are served")
    .option("--inspect [port]", "wait for a debugger on 127.0.0.1, and stop before the job's code", portOf)
    .option(...YES)
    .option("--json", "print JSON: result or error, steps, and what was not written");
  command.addHelpText(
    "after",
    "\nThe code runs with the environment of this shell, whatever system the job is of: the API keys and accounts that the\nshell names are used, and requests to others are real. An e-mail of a job on this machine becomes a file, as in `dev`.",
  );
  withExamples(command, [
    ["jobs replay brf_1", "with the results that its steps have kept"],
    ["jobs replay brf_1 --from fetch --inspect", "from this step, under a debugger"],
  ]);
  return withBackendOptions(command).action(async (id: string, options: Options) => {
    const { from, inspect, json } = options;
    note(
      "the code runs with the environment of this shell: its API keys and accounts are used, and its requests are real",
    );
    await confirm(`run the code of ${id} here: what it sends to others, such as e-mails, it sends`, options);
    const stop = new AbortController();
    void untilStopped().then(() => stop.abort(new Error("stopped")));
    const replayed = await useBackend(options, async (backend) =>
      replayJob(await readOnly(backend, await placeOf(options)), id, {
        signal: stop.signal,
        ...(from !== undefined && { from }),
        ...(!json && { report: tellEvent }),
        ...(inspect !== undefined && { beforeRun: () => waitForDebugger(inspect) }),
      }).finally(() => inspect !== undefined && close()),
    );
    process.exitCode = replayed.ended.as === "result" ? EXIT.ok : EXIT.failed;
    if (json) printJson(viewOf(replayed));
    else tell(replayed);
  });
}

/**
 * The app's job types, made with a cache that keeps nothing: what they remember beside a job is not written either.
 * @param env of this shell, with the variables of the system that the job is of: on this machine those of `dev`.
 */
async function readOnly(backend: Backend, env: NodeJS.ProcessEnv): Promise<Backend> {
  const { createJobTypes }: { createJobTypes: CreateJobTypes } = await import(app.registry);
  const cache = cacheWithoutWrites(backend.cache);
  const registry = createRegistry(createJobTypes({ env, cache }), backend.settings);
  return { ...backend, cache, registry };
}

/** Whoever reaches this port runs code in this process: on this machine alone, and only while it waits. */
function waitForDebugger(port: number | true): void {
  note("waiting for a debugger: open chrome://inspect, or attach your editor");
  open(port === true ? INSPECTOR_PORT : port, "127.0.0.1", true);
  note(`debugger attached at ${url()}`);
  // biome-ignore lint/suspicious/noDebugger: this is where the job's code begins
  debugger;
}

function tellEvent(event: ReplayEvent): void {
  if ("step" in event)
    note(`step ${event.step}: ${event.how === "kept" ? "served as it was kept" : "run anew"}`);
  else note(`${event.stage}: ${event.done} of ${event.total}`);
}

const viewOf = ({ job, ended, steps, withheld }: Replayed) => ({
  id: job.id,
  ...(ended.as === "result" ? { result: ended.result } : { error: describe(ended.error) }),
  ...{ steps, withheld },
});

const describe = (error: unknown) =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: "NonError", message: String(error) };

function tell({ ended, withheld }: Replayed): void {
  const writes = Object.values(withheld).reduce((sum, count) => sum + count, 0);
  if (writes > 0) {
    const calls = Object.entries(withheld).map(([call, count]) => `${call} ${count}×`);
    note(`not written: ${counted(writes, "call")}, ${calls.join(", ")}`);
  }
  if (ended.as === "error") {
    const { name, message, stack } = describe(ended.error);
    note(stack ?? `${name}: ${message}`);
    return;
  }
  print(JSON.stringify(ended.result ?? null, undefined, 2));
}
