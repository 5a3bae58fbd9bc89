// Checks the types of the stack and of its tests, where their packages are installed: `npm run test:stack` installs them.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { packages, prepareTree, root, tree } from "./tree.ts";

if (!existsSync(path.join(packages, "@pulumi/aws"))) {
  console.log(
    "types of the stack: not checked, its packages are not installed (npm run test:stack installs them)",
  );
} else {
  prepareTree(tree);
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  for (const project of [path.join(tree, "stacks"), import.meta.dirname]) {
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--pretty"], {
      cwd: root,
      encoding: "utf8",
    });
    process.stdout.write(stdout.replaceAll(".cache/stack/", ""));
    if (status !== 0) process.exit(1);
  }
}
