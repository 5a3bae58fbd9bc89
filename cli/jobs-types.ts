// `jobs types`: the job types that can be enqueued, and what each takes.
import { Command } from "commander";
import { appTypes, type JobType, type JsonSchema, payloadSchema, resultSchema } from "../core/jobs/index.ts";
import type { Settings } from "../core/settings.ts";
import { type BackendOptions, useBackend, withBackendOptions } from "./backend.ts";
import { printJson, printTable } from "./print.ts";
import type { Column } from "./table.ts";

export function typesCommand(): Command {
  const command = new Command("types")
    .description("list the job types, and the fields of their payloads")
    .option("--json", "print JSON: the JSON Schema of each payload, and of each result that is declared");
  return withBackendOptions(command).action(async (options: BackendOptions & { json?: boolean }) => {
    const { types, settings } = await useBackend(options, async ({ registry, settings }) => ({
      types: appTypes(registry),
      settings,
    }));
    if (options.json) printJson({ items: types.map((type) => describeType(type, settings)) });
    else printTable(columns(settings), types);
  });
}

function describeType(type: JobType, settings: Settings) {
  const result = resultSchema(type);
  return {
    name: type.name,
    idPrefix: type.idPrefix,
    maxAttempts: maxAttempts(type, settings),
    timeoutSeconds: timeoutSeconds(type, settings),
    payload: payloadSchema(type),
    ...(result && { result }),
  };
}

const maxAttempts = (type: JobType, { jobs }: Settings): number => type.maxAttempts ?? jobs.maxAttempts;
const timeoutSeconds = (type: JobType, { consumer }: Settings): number =>
  type.timeoutSeconds ?? consumer.timeoutSeconds;

const columns = (settings: Settings): Column<JobType>[] => [
  { heading: "type", cell: ({ name }) => name },
  { heading: "ids", cell: ({ idPrefix }) => `${idPrefix}_…` },
  { heading: "attempts", cell: (type) => String(maxAttempts(type, settings)) },
  { heading: "timeout", cell: (type) => `${timeoutSeconds(type, settings)} s` },
  { heading: "payload", cell: (type) => fieldsOf(payloadSchema(type)), detail: "whole" },
];

/** `topic, sources, length?`; a payload that is no object has no fields: `(string)`. */
function fieldsOf({ type, properties, required }: JsonSchema): string {
  if (typeof properties !== "object" || properties === null) return `(${type ?? "any JSON"})`;
  const needed = Array.isArray(required) ? required : [];
  return Object.keys(properties)
    .map((name) => (needed.includes(name) ? name : `${name}?`))
    .join(", ");
}
