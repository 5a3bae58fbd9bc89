// `npm run test:stack`: installs the stack's heavy packages once, checks its types and runs its tests.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packages, root } from "./tree.ts";

const here = import.meta.dirname;
const lock = createHash("sha256")
  .update(readFileSync(path.join(here, "package-lock.json")))
  .digest("hex");
const marker = path.join(packages, ".installed-lock");

function run(command: string, args: string[], cwd: string): void {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(marker) || readFileSync(marker, "utf8") !== lock) {
  console.log("installing the packages of the stack's tests, once (about 290 MB)");
  // Their install scripts only download Pulumi's plugins, which an evaluation does not use.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], here);
  writeFileSync(marker, lock);
}
run(process.execPath, [path.join(here, "check-types.ts")], root);
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
run(
  process.execPath,
  [vitest, "run", "--config", path.join(here, "vitest.config.ts"), ...process.argv.slice(2)],
  root,
);
