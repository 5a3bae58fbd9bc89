// The commands that the verbs tell people to run mean the same system, and may be copied as they are.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliJob } from "../support/cli-job.ts";
import { start, verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let runtime: VerbsRuntime;
beforeAll(async () => {
  runtime = await startVerbsRuntime();
});
afterAll(() => runtime.close());

/** The command after `before`, as a shell would split it. */
const commandIn = (text: string, before: string): string[] => {
  const [, words = ""] = new RegExp(`${before}: npx briefings (.*)`).exec(text) ?? [];
  return words.split(" ");
};

it("the next page is that of the same list", async () => {
  const [older, newer] = [cliJob({ createdAt: 1_000 }), cliJob({ createdAt: 2_000 })];
  for (const job of [older, newer]) await runtime.aws.backend.store.create(job);
  const first = await runtime.run("list", "--limit", "1");
  expect(first.stdout).toContain(newer.id);
  const second = await verb(commandIn(first.stderr, "more"));
  expect(second.code).toBe(0);
  expect(second.stdout).toContain(older.id);
});

it("the command that redrives a group names the system, also in JSON", async () => {
  await runtime.aws.backend.store.create(cliJob({ status: "dead", cause: "permanent", endedAt: 1 }));
  const { groups } = JSON.parse((await runtime.run("dead", "--json")).stdout);
  expect(groups[0].redrive).toMatch(
    /^npx briefings dead redrive --fingerprint \S+ --data \S+ --sqs-port \d+$/,
  );
});

it("what nobody has named is left out: a variable of the shell is there for the next command too", async () => {
  process.env.BRIEFINGS_DATA = runtime.dataFolder;
  process.env.BRIEFINGS_SQS_PORT = new URL(runtime.aws.sqsUrl).port;
  try {
    const { stderr } = await verb(["list", "--limit", "1"]);
    expect(stderr).toMatch(/more: npx briefings list --limit 1 --cursor \S+$/m);
  } finally {
    delete process.env.BRIEFINGS_DATA;
    delete process.env.BRIEFINGS_SQS_PORT;
  }
});

it("a job's page of `dev` names the folder that dev was given", async () => {
  const data = mkdtempSync(join(tmpdir(), "briefings-place-"));
  const ports = ["--port", "0", "--sqs-port", "0"];
  const dev = start(["dev", "--data", data, ...ports, "--no-consumer", "--no-watch"]);
  try {
    await dev.said("Try:");
    const [, url = ""] = /API +(http:\S+)/.exec(dev.stderr()) ?? [];
    const body = JSON.stringify({
      topic: "wind",
      sources: [{ kind: "text", title: "note", text: "It blows." }],
    });
    const headers = { "content-type": "application/json" };
    const asked = await fetch(`${url}/briefings`, { method: "POST", headers, body });
    const { id } = (await asked.json()) as { id: string };
    const page = await (await fetch(`${url}/dashboard/jobs/${id}`)).text();
    expect(page).toMatch(new RegExp(`npx briefings jobs replay ${id} .*--data ${data}`));
  } finally {
    dev.child.kill("SIGTERM");
    await dev.finished;
    rmSync(data, { recursive: true, force: true });
  }
});
