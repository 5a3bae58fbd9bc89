// What differs from stage to stage, and what pins the version of SST.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { packages, sstVersion, tree } from "./tree.ts";

const { production, test, dev } = inject("stages");

describe("a stage that is removed", () => {
  it("leaves queues, tables and buckets behind in production, which cannot be removed by mistake", () => {
    expect(production.app).toMatchObject({
      name: "briefings",
      home: "aws",
      removal: "retain",
      protect: true,
    });
  });

  it("leaves nothing behind elsewhere", () => {
    for (const { app } of [test, dev]) expect(app).toMatchObject({ removal: "remove", protect: false });
  });
});

describe("two stages in one account", () => {
  it("share no name", () => {
    const names = (stack: typeof test) =>
      stack.resources.flatMap(({ type, inputs }) =>
        typeof inputs.name === "string" && inputs.name !== "$default" && !type.startsWith("pulumi:")
          ? [`${type} ${inputs.name}`]
          : [],
      );
    const inProduction = new Set(names(production));
    expect(names(test).filter((name) => inProduction.has(name))).toEqual([]);
    expect(names(test).length).toBeGreaterThan(20);
  });

  it("have the same resources", () => {
    const kinds = (stack: typeof test) =>
      stack.resources
        .filter(({ type }) => !type.startsWith("pulumi:"))
        .map(({ type, name }) => `${type} ${name}`)
        .toSorted();
    const withoutHash = (kind: string) => kind.replace(/Subscriber[A-Z]\w{5}/, "Subscriber");
    expect(kinds(test).map(withoutHash)).toEqual(kinds(production).map(withoutHash));
  });
});

describe("the version of SST", () => {
  const platform = JSON.parse(readFileSync(path.join(tree, ".sst/platform/package.json"), "utf8"));
  const ours = JSON.parse(readFileSync(path.join(import.meta.dirname, "package.json"), "utf8"));

  it("is the one that the app asks for, so that no other deploys it", () => {
    expect(production.app.version).toBe(sstVersion);
    const installed = JSON.parse(readFileSync(path.join(packages, "sst/package.json"), "utf8"));
    expect(installed.version).toBe(sstVersion);
  });

  it("brings the packages that these tests evaluate it with", () => {
    const bare = (version: string) => version.replace(/^v/, "");
    const wanted = { ...platform.devDependencies, ...platform.dependencies };
    for (const [name, version] of Object.entries<string>(ours.devDependencies)) {
      if (name !== "sst") expect(`${name} ${version}`).toBe(`${name} ${bare(wanted[name])}`);
    }
  });
});
