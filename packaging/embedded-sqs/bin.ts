#!/usr/bin/env node
// `npx embedded-sqs`: the SQS server by itself. `npx embedded-sqs sqs` is the same.
import * as nodeModule from "node:module";

// Before anything else is loaded: the second start is then a third faster. Not in Node 20.
nodeModule.enableCompileCache?.();
const { sqsCommand } = await import("../../local/sqs/command.ts");
const given = process.argv.slice(2);
const args = given[0] === "sqs" ? given.slice(1) : given;
await sqsCommand().name("embedded-sqs").parseAsync(args, { from: "user" });
