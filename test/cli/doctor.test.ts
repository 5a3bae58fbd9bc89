// `doctor` as a person and a script meet it: what it prints, and the exit code by which CI decides.
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { release } from "../../cli/release.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let world: VerbsRuntime;
beforeAll(async () => {
  world = await startVerbsRuntime({ env: { APP_RELEASE: release() } });
});
afterAll(() => world.close());

const setVisibility = (seconds: number) =>
  world.aws.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: world.aws.queueUrl,
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );

describe("doctor", () => {
  it("says of a system in order that nothing was found, and exits with 0", async () => {
    const { code, stdout, stderr } = await world.run("doctor", "--strict");
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^\d+ ok\n$/);
  });

  it("shows with --all what is in order too", async () => {
    const { stdout } = await world.run("doctor", "--all");
    expect(stdout).toMatch(/ok +visibility-timeout +queue briefings: .* 180 s, the consumer's timeout 30 s/);
  });

  it("exits with 12 for a fault, and says how to mend it", async () => {
    await setVisibility(20);
    const { code, stdout } = await world.run("doctor");
    expect(code).toBe(12);
    expect(stdout).toMatch(/^fault +visibility-timeout +queue briefings\n.*\n +mend: set VisibilityTimeout/);
    expect(stdout).not.toMatch(/^ok/m);
  });

  it("exits with 12 for a warning only when it is asked to be strict", async () => {
    await setVisibility(90);
    expect((await world.run("doctor")).code).toBe(0);
    expect((await world.run("doctor", "--strict")).code).toBe(12);
  });

  it("prints with --json one document with the verdict", async () => {
    const { stdout } = await world.run("doctor", "--json");
    const { verdict, findings } = JSON.parse(stdout);
    expect(verdict).toBe("warning");
    expect(findings.filter(({ state }: { state: string }) => state !== "ok")).toMatchObject([
      { check: "visibility-timeout", state: "warning", where: "queue briefings" },
    ]);
  });
});

describe("the options that choose the endpoint", () => {
  it("do not go together", async () => {
    const { code, stderr } = await world.run("doctor", "--stage", "alice", "--localstack");
    expect(code).toBe(2);
    expect(stderr).toMatch(/--stage <name>' cannot be used with option '--localstack/);
  });

  it.each([
    ["--stage=a/b", 2, /--stage a\/b must be the name of a stage/],
    ["--localstack=here", 2, /--localstack here must be an address/],
    ["--localstack=ftp://here", 2, /--localstack ftp:\/\/here must be an address/],
    [
      "--localstack=http://127.0.0.1:9",
      5,
      /queues were not found at http:\/\/127.0.0.1:9.*npm run dev -- --localstack/,
    ],
  ])("%s is refused with what to do", async (option, exitCode, says) => {
    const { code, stderr } = await world.run("list", option);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(says);
  });
});
