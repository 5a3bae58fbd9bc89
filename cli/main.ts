#!/usr/bin/env node
// The command of the app. Node's compile cache first: it halves the time until a verb's code is loaded.
import { enableCompileCache } from "node:module";

enableCompileCache();
const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
