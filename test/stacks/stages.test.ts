// What differs from stage to stage, and what pins the version of SST.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { isProduction } from "../../stacks/stage-options.ts";
import { evaluateStage, ofType } from "./evaluated.ts";
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

  /** Whatever holds data. */
  const DATA = [
    ["aws:sqs/queue:Queue", "BriefingsQueue"],
    ["aws:sqs/queue:Queue", "BriefingsDeadQueue"],
    ["aws:dynamodb/table:Table", "JobsTable"],
  ] as const;
  const LOGS = [
    "ApiHandlerLog",
    "AuthorizerLog",
    "ConsumerLog",
    "DeadLetterInspectorLog",
    "RecoverHandlerLog",
  ];
  const resource = (stack: typeof test, type: string, name: string) => {
    const [found, ...others] = ofType(stack, type).filter((candidate) => candidate.name.startsWith(name));
    expect(others).toEqual([]);
    return found;
  };

  it.each(DATA)(
    "keeps in production what holds data, also from a deploy that would replace it: %s %s",
    (...id) => {
      expect(resource(production, ...id)).toMatchObject({ retainOnDelete: true, protect: true });
    },
  );

  const LOG = "aws:cloudwatch/logGroup:LogGroup";
  it.each([...LOGS, "ApiAccessLog"])("keeps in production the log %s", (name) => {
    expect(ofType(production, LOG)).toHaveLength(LOGS.length + 1);
    expect(resource(production, LOG, name)).toMatchObject({ retainOnDelete: true, protect: false });
  });

  it("retains in production nothing else that would be in the way of a new stage", () => {
    const retained = production.resources.filter(({ retainOnDelete }) => retainOnDelete);
    const known = new Set<string>([LOG, ...DATA.map(([type]) => type)]);
    expect(
      retained.filter(({ type }) => !known.has(type)).map(({ type, name }) => `${type} ${name}`),
    ).toEqual([]);
  });

  it("keeps no data anywhere else", () => {
    for (const stack of [test, dev]) {
      for (const [type, name] of [...DATA, ...LOGS.map((log) => [LOG, log] as const)]) {
        expect(resource(stack, type, name)).toMatchObject({ retainOnDelete: false, protect: false });
      }
    }
  });

  it("leaves nothing behind elsewhere", () => {
    for (const { app } of [test, dev]) expect(app).toMatchObject({ removal: "remove", protect: false });
  });
});

describe("the pane with the pages of the jobs", () => {
  it("is one of `sst dev`, and no stage that is deployed has it", () => {
    const panes = (stack: typeof test) => ofType(stack, "sst:sst:DevCommand").map(({ name }) => name);
    expect([dev, test, production].map(panes)).toEqual([["Dashboard"], [], []]);
  });
});

describe("a name that looks like production", () => {
  it.each(["prod", "Production", "PROD", "prd", "live", "prod-eu", "production2", "production-eu"])(
    "is refused, since it would not be protected: %s",
    async (name) => {
      await expect(evaluateStage(name)).rejects.toThrow(
        new RegExp(`the stage "${name}" would not be protected: only "production"`),
      );
    },
  );

  it.each(["product-search", "alice", "liverpool"])("is no other name: %s", (name) => {
    expect(isProduction(name)).toBe(false);
  });
});

describe("the region", () => {
  it("is the stage's own, whatever AWS_REGION a shell has", async () => {
    expect(production.app.providers).toEqual({ aws: { region: "us-east-1" } });
    const elsewhere = await evaluateStage("production", { env: { AWS_REGION: "eu-west-3" } });
    expect(elsewhere.app.providers).toEqual({ aws: { region: "us-east-1" } });
    expect(elsewhere.outputs.queue).toMatch(/^https:\/\/sqs\.us-east-1\./);
  });

  it("is an option of the stage", async () => {
    const moved = await evaluateStage("moved", {
      env: { STAGE_REGION: "eu-central-1", AWS_REGION: "us-east-1" },
    });
    expect(moved.app.providers).toEqual({ aws: { region: "eu-central-1" } });
    expect(moved.outputs.queue).toMatch(/^https:\/\/sqs\.eu-central-1\./);
  });
});

describe("a production stage without an e-mail address", () => {
  it("warns at the deploy that nobody reads its alarms", () => {
    expect(production.warnings).toEqual([expect.stringMatching(/ALARM_EMAIL is not set.*\.env\.production/)]);
  });

  it("does not warn with one, and no other stage does", async () => {
    const mailed = await evaluateStage("production", { env: { ALARM_EMAIL: "ops@example.com" } });
    expect(mailed.warnings).toEqual([]);
    expect(test.warnings).toEqual([]);
    expect(dev.warnings).toEqual([]);
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
