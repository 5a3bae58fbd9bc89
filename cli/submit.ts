// `briefings submit`: asks for a briefing and, with --wait, shows how far it is and then the briefing.
import { Command } from "commander";
import { enqueueGenerateBriefing } from "../core/briefings/enqueue.ts";
import type { BriefingRequestInput } from "../core/briefings/request.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { type BriefingOptions, withBriefingOptions } from "./briefing-options.ts";
import { type EnqueueVerbOptions, enqueueAndTell, withEnqueueOptions } from "./enqueue-and-tell.ts";
import { withExamples } from "./examples.ts";

type Options = BackendOptions & EnqueueVerbOptions & BriefingOptions;

export function submitCommand(): Command {
  const command = new Command("submit")
    .description("ask for a briefing")
    .requiredOption("--topic <topic>", "what the briefing is about");
  withExamples(command, [
    ['submit --topic "offshore wind" --source https://example.org/feed.xml --wait', "and print it"],
    ['submit --topic "offshore wind" --file notes.md --length short --style bullets', "from a file"],
  ]);
  const readRequest = withBriefingOptions(command);
  return withBackendOptions(withEnqueueOptions(command, "briefing")).action(async (options: Options) => {
    process.exitCode = await useBackend(options, async (backend) => {
      const request = (await readRequest(backend, options)) as BriefingRequestInput;
      const format = options.json ? "json" : "markdown";
      return await enqueueAndTell(backend, options, format, (enqueueOptions) =>
        enqueueGenerateBriefing(backend, request, enqueueOptions),
      );
    });
  });
}
