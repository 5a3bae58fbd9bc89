// `migrate`: brings the DynamoDB table of an earlier release into the lists of this one (docs/aws.md).
import { Command } from "commander";
import { createDynamoClient } from "../core/aws/clients.ts";
import { explained } from "../core/aws/explained-client.ts";
import { migrateTable } from "../core/aws/migrate-table.ts";
import { note, print, printJson } from "./print.ts";
import { counted } from "./words.ts";

type Options = { table: string; region?: string; json?: boolean };

export function migrateCommand(): Command {
  return new Command("migrate")
    .description(
      "after a deploy over an earlier release: give the records of its DynamoDB table their place in the lists",
    )
    .requiredOption("--table <name>", "the table, as the deploy prints it")
    .option("--region <region>", "of the table; by default what the AWS SDK finds")
    .option("--json", "print JSON: how many items were read, and how many were given a place")
    .action(async ({ table, region, json }: Options) => {
      const client = explained(createDynamoClient({ ...(region !== undefined && { region }) }));
      try {
        const done = await migrateTable(client, table, ({ read, placed }) => {
          note(`${counted(read, "item")} read, ${placed} placed`);
        });
        if (json) printJson(done);
        else print(`${counted(done.read, "item")} read, ${done.placed} placed; nothing else was changed`);
      } finally {
        client.destroy();
      }
    });
}
