// `jobs enqueue`: enqueues a job of any type and, with --wait, prints its result; or with --file as many jobs as the file has lines.
import { Command } from "commander";
import { enqueueByName } from "../core/jobs/index.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { type EnqueueVerbOptions, enqueueAndTell, withEnqueueOptions } from "./enqueue-and-tell.ts";
import { enqueueFile } from "./enqueue-file.ts";
import { withExamples } from "./examples.ts";
import { readPayload } from "./read-payload.ts";

type Options = BackendOptions & EnqueueVerbOptions & { payload?: string; file?: string };

export function enqueueCommand(): Command {
  const command = new Command("enqueue")
    .description("enqueue a job of any type, or many")
    .argument("<type>", "as `jobs types` lists them")
    .option("--payload <json>", "the payload as JSON, - to read it from standard input (default: {})")
    .option("--file <jsonl>", "enqueue many: one payload as JSON a line, - to read them from standard input");
  withExamples(command, [
    [`jobs enqueue report:monthly --payload '{"month":"2026-11"}' --wait`, "and print its result"],
    ["jobs enqueue report:monthly --file months.jsonl", "many, with the fate of each"],
  ]);
  return withBackendOptions(withEnqueueOptions(command, "job's result")).action(
    async (type: string, options: Options) => {
      const { file, payload: given = "{}" } = options;
      process.exitCode = await useBackend(options, async (backend) => {
        if (file !== undefined) return await enqueueFile(backend, type, file, options);
        const payload = await readPayload(given, backend.settings.jobs.maxRequestBytes);
        return await enqueueAndTell(backend, options, "json", (enqueueOptions) =>
          enqueueByName(backend, type, payload, enqueueOptions),
        );
      });
    },
  );
}
