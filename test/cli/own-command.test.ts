// The commands that the verbs tell people to run mean the same system, and may be copied as they are.
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliJob } from "../support/cli-job.ts";
import { verb } from "../support/run-cli.ts";
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
