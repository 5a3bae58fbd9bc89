// A copy of the app in which SST's own platform is laid out, so that the user's `.sst` is left alone.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const packages = path.join(import.meta.dirname, "node_modules");
/** Where the evaluations run; the test of the CLI has a tree of its own. */
export const tree = path.join(root, ".cache/stack");

/** SST's CLI installs nothing and tells nobody. */
export const offlineEnvironment = {
  SST_TELEMETRY_DISABLED: "1",
  SST_SKIP_DEPENDENCY_CHECK: "1",
  // The "bun" that would install the platform's own packages does nothing: they are in test/stacks/node_modules.
  SST_BUN_PATH: existsSync("/bin/true") ? "/bin/true" : "/usr/bin/true",
  XDG_CONFIG_HOME: path.join(root, ".cache/sst"),
};

const COPIED = ["sst.config.ts", "stacks", "core", "functions", "package.json", "tsconfig.json"];

export const sstVersion: string = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "package.json"), "utf8"),
).devDependencies.sst;

/** @throws Error when SST cannot lay out its platform. */
export function prepareTree(tree: string): void {
  mkdirSync(tree, { recursive: true });
  for (const name of COPIED) {
    rmSync(path.join(tree, name), { recursive: true, force: true });
    cpSync(path.join(root, name), path.join(tree, name), { recursive: true });
  }
  link(path.join(root, "node_modules"), path.join(tree, "node_modules"));
  const laidOut = path.join(tree, ".sst/laid-out");
  if (existsSync(laidOut) && readFileSync(laidOut, "utf8") === sstVersion) return;

  rmSync(path.join(tree, ".sst"), { recursive: true, force: true });
  // It needs no account.
  const install = spawnSync(path.join(packages, ".bin/sst"), ["install", "--stage", "test"], {
    cwd: tree,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...offlineEnvironment },
  });
  if (install.status !== 0 || !existsSync(path.join(tree, ".sst/platform/src"))) {
    throw new Error(
      `sst install failed (${install.status}):\n${install.stdout}${install.stderr}${install.error ?? ""}`,
    );
  }
  link(packages, path.join(tree, ".sst/platform/node_modules"));
  writeFileSync(laidOut, sstVersion);
}

function link(target: string, at: string): void {
  rmSync(at, { force: true, recursive: true });
  symlinkSync(target, at, "junction");
}
