// Evaluates, once for all tests, two stages as `sst deploy` makes them and one as `sst dev` does.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { type Evaluated, evaluateStage } from "./evaluated.ts";
import { prepareTree, tree } from "./tree.ts";

declare module "vitest" {
  interface ProvidedContext {
    stages: Record<"production" | "test" | "dev" | "priorities", Evaluated>;
  }
}

export default async function evaluateStages(project: TestProject): Promise<void> {
  prepareTree(tree);
  project.provide("stages", {
    production: await evaluateStage("production"),
    test: await evaluateStage("test"),
    dev: await evaluateStage("alice", { dev: true }),
    priorities: await evaluateWithPriorities(),
  });
}

/** The same app with three priorities. Afterwards the tree is as it was. */
async function evaluateWithPriorities(): Promise<Evaluated> {
  const file = path.join(tree, "core/app.ts");
  const named = 'name: "briefings",';
  const app = readFileSync(file, "utf8");
  if (!app.includes(named)) throw new Error(`${file} has no ${named}`);
  writeFileSync(file, app.replace(named, `${named} priorities: { high: 3, default: 2, low: 1 },`));
  try {
    return await evaluateStage("test");
  } finally {
    writeFileSync(file, app);
  }
}
