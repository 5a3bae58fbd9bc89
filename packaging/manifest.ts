// Writes a package's package.json from its definition, with the ranges and the version of the root's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { PackageDefinition } from "./packages.ts";

const Root = z.object({
  version: z.string(),
  license: z.string(),
  repository: z.unknown().optional(),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

export function manifestOf(definition: PackageDefinition, root: string): object {
  const { version, license, repository, dependencies, devDependencies } = Root.parse(
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
  );
  const rangeOf = (name: string): string => {
    const { range = dependencies[name] ?? devDependencies[name] } =
      definition.dependencies[name] ?? definition.optionalPeers?.[name] ?? {};
    if (range === undefined)
      throw new Error(`${definition.name}: ${name} is no dependency of this repository`);
    return range;
  };
  const ranges = (names: object) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, rangeOf(name)]));
  const built = (folder: "lib" | "cjs", source: string) => ({
    types: `./${folder}/${source.replace(/\.ts$/, ".d.ts")}`,
    default: `./${folder}/${source.replace(/\.ts$/, ".js")}`,
  });
  const repositoryOfCi = process.env.GITHUB_REPOSITORY;
  const peers = definition.optionalPeers ?? {};
  return {
    name: definition.name,
    version,
    description: definition.description,
    keywords: definition.keywords,
    license,
    // npm's provenance compares it with the repository that the workflow runs in.
    ...(repository !== undefined && { repository }),
    ...(repository === undefined &&
      repositoryOfCi && { repository: { type: "git", url: `git+https://github.com/${repositoryOfCi}.git` } }),
    type: "module",
    engines: { node: definition.node },
    exports: {
      ...Object.fromEntries(
        Object.entries(definition.entries).map(([subpath, source]) => [
          subpath,
          { import: built("lib", source), require: built("cjs", source) },
        ]),
      ),
      "./package.json": "./package.json",
    },
    ...(definition.bin && {
      bin: Object.fromEntries(
        Object.entries(definition.bin).map(([command, source]) => [
          command,
          `lib/${source.replace(/\.ts$/, ".js")}`,
        ]),
      ),
    }),
    files: ["lib", "cjs", ...(definition.documents ? ["docs"] : [])],
    sideEffects: false,
    dependencies: ranges(definition.dependencies),
    ...(definition.optionalPeers && {
      peerDependencies: ranges(peers),
      peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
    }),
    publishConfig: { access: "public", provenance: true },
  };
}
