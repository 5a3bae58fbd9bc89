// The real `sst diff`, offline: SST's own command line reads the configuration and bundles the functions with its own esbuild.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import * as z from "zod";
import { startFakeAccount } from "./cli/fake-account.ts";
import { TOKEN } from "./evaluated.ts";
import { bundleForLambda } from "./lambda/invoke.ts";
import { offlineEnvironment, packages, prepareTree, root } from "./tree.ts";

const tree = path.join(root, ".cache/stack-cli");
const configHome = path.join(root, ".cache/sst-cli");
const builds = inject("stages")
  .production.rpc.filter(({ method }) => method === "Runtime.Build")
  .map(({ params }) => params);

const Built = z.array(
  z.object({
    functionID: z.string(),
    result: z.object({ out: z.string(), handler: z.string(), errors: z.array(z.string()) }),
  }),
);
let built: z.infer<typeof Built> = [];
let account: Awaited<ReturnType<typeof startFakeAccount>>;
let printed = "";

beforeAll(async () => {
  prepareTree(tree);
  account = await startFakeAccount();
  const bin = path.join(configHome, "sst/bin");
  mkdirSync(bin, { recursive: true });
  const script = path.join(import.meta.dirname, "cli/fake-pulumi.mjs");
  writeFileSync(path.join(bin, "pulumi"), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(path.join(tree, ".env.test"), "STAGE_REGION=eu-central-1\n");
  const [buildsFile, builtFile] = ["builds.json", "built.json"].map((name) => path.join(tree, ".sst", name));
  writeFileSync(buildsFile ?? "", JSON.stringify(builds));
  const { stdout } = await promisify(execFile)(
    path.join(packages, ".bin/sst"),
    ["diff", "--stage", "test", "--json"],
    {
      cwd: tree,
      env: {
        PATH: process.env.PATH,
        HOME: tree,
        ...offlineEnvironment,
        XDG_CONFIG_HOME: configHome,
        SST_PULUMI_PATH: path.join(bin, "pulumi"),
        SST_SECRET_ApiToken: TOKEN,
        AWS_ENDPOINT_URL: account.endpoint,
        // Another than the stage's: a shell has one for other reasons.
        AWS_REGION: "us-west-2",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        BUILDS_FILE: buildsFile,
        BUILT_FILE: builtFile,
      },
    },
  );
  printed = stdout;
  built = Built.parse(JSON.parse(readFileSync(builtFile ?? "", "utf8")));
});
afterAll(() => account.close());

describe("sst diff, of the version that the app asks for", () => {
  it("takes the configuration and ends well", () => {
    expect(JSON.parse(printed)).toEqual([]);
  });

  it("works in the region that the stage's file names, whatever the shell says", () => {
    expect([...account.regions]).toEqual(["eu-central-1"]);
  });

  it("builds the five functions without an error", () => {
    expect(built.map(({ functionID }) => functionID).toSorted()).toEqual([
      "ApiHandler",
      "Authorizer",
      "Consumer",
      "DeadLetterInspector",
      "RecoverHandler",
    ]);
    for (const { result } of built) {
      expect(result.errors).toEqual([]);
      expect(result.handler).toMatch(/^\w+\.handler$/);
    }
  });

  it("makes bundles as large as those that the tests load and the benchmark measures", async () => {
    const api = built.find(({ functionID }) => functionID === "ApiHandler")?.result;
    const folder = api?.out ?? "";
    const modules = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
    const bytes = modules.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    const ours = await bundleForLambda("functions/api.handler");
    try {
      expect(Math.abs(bytes / ours.totalBytes - 1)).toBeLessThan(0.02);
    } finally {
      ours.remove();
    }
  });
});
