// Evaluates sst.config.ts with SST's real components under Pulumi's mocks, and prints what would be deployed as JSON.
// One process per evaluation: node evaluate.ts TREE STAGE [dev]
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bundleAndImport, type Globals } from "./evaluation/bundle.ts";
import { createMocks } from "./evaluation/mocks.ts";
import { startCli } from "./evaluation/sst-cli.ts";

const [tree = "", stage = "", mode] = process.argv.slice(2);
const dev = mode === "dev";
const platform = path.join(tree, ".sst/platform");
const config = JSON.stringify(path.join(tree, "sst.config.ts"));
const pulumi: typeof import("@pulumi/pulumi") = createRequire(path.join(platform, "package.json"))(
  "@pulumi/pulumi",
);

// The random suffixes of physical names become constant. SST calls the synchronous form only.
Object.assign(crypto, { randomBytes: (size: number) => Buffer.alloc(size, 7) });

const bundle = (name: string, source: string, globals: Globals) =>
  bundleAndImport({ tree, platform, name, source, globals });
const app = {
  removal: "retain",
  protect: false,
  providers: {},
  ...(await bundle(
    "app",
    `import c from ${config}; export default await c.app({ stage: "${stage}" })`,
    "config",
  )),
  stage,
};
const cli = {
  command: "deploy",
  dev,
  paths: { home: tree, root: tree, work: path.join(tree, ".sst"), platform },
};
const program = await bundle(
  "program",
  `import { run } from "${platform}/src/auto/run.ts"; import c from ${config}; export default () => run(c.run)`,
  { $app: JSON.stringify(app), $cli: JSON.stringify({ ...cli, state: { version: {} } }), $dev: String(dev) },
);

const rpc = await startCli(cli.paths.work);
const mocks = createMocks(pulumi, app.providers.aws?.region ?? "us-east-1");
await pulumi.runtime.setMocks(mocks, app.name, stage, false, "organization");
mocks.recordOptions(createRequire(path.join(platform, "package.json"))("@pulumi/pulumi/runtime/mocks"));
const outputs = await pulumi.runtime.runInPulumiStack(program);

// The event loop is empty once every apply() and every registration has settled: the rule of Pulumi's own host.
process.once("beforeExit", () => {
  const { resources, plain } = mocks;
  fs.writeSync(1, JSON.stringify({ app, outputs: plain(outputs), resources, rpc }));
});
