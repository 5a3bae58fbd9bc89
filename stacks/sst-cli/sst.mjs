#!/usr/bin/env node
// Runs the pinned SST: the one that the stack's tests installed, else the same version fetched by npm.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const installed = new URL("../../test/stacks/node_modules/.bin/sst", import.meta.url);
const [command, args] = existsSync(installed)
  ? [installed.pathname, []]
  : ["npm", ["exec", "--yes", `--package=sst@${version}`, "--", "sst"]];
const { status, error } = spawnSync(command, [...args, ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (error) console.error(`cannot run sst ${version}: ${error.message}`);
process.exit(status ?? 1);
