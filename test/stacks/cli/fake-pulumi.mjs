// Plays Pulumi to SST's CLI: makes an empty stack, and at a preview asks the CLI to build the functions, as their
// components would. Reads the builds from BUILDS_FILE, writes the answers to BUILT_FILE.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [command, ...args] = process.argv.slice(2);

if (command === "version") console.log("v3.215.0");

if (command === "stack") {
  const [, name = ""] = args;
  const [, app, stage] = name.split("/");
  const backend = fileURLToPath(process.env.PULUMI_BACKEND_URL ?? "");
  const file = path.join(backend, `.pulumi/stacks/${app}/${stage}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const manifest = { time: "2026-11-24T08:00:00Z", magic: "", version: "v3.215.0" };
  const checkpoint = { stack: name, latest: { manifest, resources: [] } };
  writeFileSync(file, JSON.stringify({ version: 3, checkpoint }));
}

if (command === "preview") {
  const built = [];
  for (const params of JSON.parse(readFileSync(process.env.BUILDS_FILE ?? "", "utf8"))) {
    const response = await fetch(`${process.env.SST_SERVER}/rpc`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "1.0", method: "Runtime.Build", params: [params] }),
    });
    built.push({ ...params, ...(await response.json()) });
  }
  writeFileSync(process.env.BUILT_FILE ?? "", JSON.stringify(built));
  const summary = { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {} };
  const eventLog = args[args.indexOf("--event-log") + 1] ?? "";
  appendFileSync(eventLog, `${JSON.stringify({ sequence: 1, timestamp: 1, summaryEvent: summary })}\n`);
}
