// Evaluates, once for all tests, two stages as `sst deploy` makes them and one as `sst dev` does.
import type { TestProject } from "vitest/node";
import { type Evaluated, evaluateStage } from "./evaluated.ts";
import { prepareTree, tree } from "./tree.ts";

declare module "vitest" {
  interface ProvidedContext {
    stages: Record<"production" | "test" | "dev", Evaluated>;
  }
}

export default async function evaluateStages(project: TestProject): Promise<void> {
  prepareTree(tree);
  project.provide("stages", {
    production: await evaluateStage("production"),
    test: await evaluateStage("test"),
    dev: await evaluateStage("alice", { dev: true }),
  });
}
