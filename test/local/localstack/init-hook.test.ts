// LocalStack's container and its init hook say what the settings say.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { app } from "../../../core/app.ts";
import { deadLetterAlarmForLocalStack } from "../../../core/aws/dead-letter-alarm.ts";
import { tableDefinition } from "../../../core/aws/dynamo-table.ts";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../../core/aws/queue-definition.ts";
import { defineSettings } from "../../../core/settings.ts";
import { initHook } from "../../../local/localstack/init-hook.ts";

const settings = defineSettings();
const root = path.resolve(import.meta.dirname, "../../..");
const INIT_HOOK = path.join(root, "docker/localstack/init.sh");

describe("the init hook", () => {
  it("is what the settings make of it: run `node docker/localstack/write-init.ts` after a change", () => {
    expect(readFileSync(INIT_HOOK, "utf8")).toBe(initHook(app, settings));
  });

  it("can be run, and is a shell script without mistakes", () => {
    expect(statSync(INIT_HOOK).mode & 0o111).not.toBe(0);
    execFileSync("sh", ["-n", INIT_HOOK]);
  });

  it("gives each queue its attributes, the table its definition and the alarm its metrics, as JSON", () => {
    // `awslocal` becomes a function that writes down its JSON arguments.
    const spy = `awslocal() { for word in "$@"; do case "$word" in "{"*) printf '%s\\n' "$word" >&2 ;; esac; done; }`;
    const { stderr } = spawnSync("sh", ["-c", `${spy}\n${initHook(app, settings)}`], { encoding: "utf8" });
    const given = stderr
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const deadArn = "arn:aws:sqs:us-east-1:000000000000:briefings-dead";
    const queueArn = "arn:aws:sqs:us-east-1:000000000000:briefings";
    expect(given).toEqual([
      deadLetterQueueAttributes(settings),
      queueAttributes(settings, deadArn),
      { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(queueArn)) },
      { AlarmName: "briefings-dead-letters", ...deadLetterAlarmForLocalStack(settings, "briefings-dead") },
      tableDefinition("briefings-jobs"),
      { AttributeName: "expiresAtSeconds", Enabled: true },
    ]);
  });
});

describe("the init hook, when the table", () => {
  /** `awslocal` fails at these operations. */
  const statusWhen = (failing: string, env: Record<string, string> = {}) => {
    const stub = `awslocal() { case "$2" in ${failing}) return 1 ;; esac; }`;
    const { status } = spawnSync("sh", ["-c", `${stub}\n${initHook(app, settings)}`], {
      env: { PATH: process.env.PATH, ...env },
    });
    return status;
  };

  it("is there already, succeeds", () => {
    expect(statusWhen("create-table")).toBe(0);
  });

  it("cannot be made, fails, so that nothing starts without it", () => {
    expect(statusWhen("create-table|describe-table")).not.toBe(0);
    expect(statusWhen("update-time-to-live")).not.toBe(0);
  });

  it("is not wanted, since LocalStack runs no DynamoDB, succeeds", () => {
    expect(statusWhen("create-table|describe-table", { SERVICES: "sqs,cloudwatch" })).toBe(0);
  });
});

describe("docker-compose.yml", () => {
  const compose = readFileSync(path.join(root, "docker-compose.yml"), "utf8");

  it("pins the last LocalStack that needs no token, on loopback only", () => {
    expect(compose).toContain("image: localstack/localstack:4.14.0\n");
    for (const [, ports = ""] of compose.matchAll(/ports: \["(.*)"\]/g))
      expect(ports).toMatch(/^127\.0\.0\.1:/);
  });

  it("runs the hook when LocalStack is ready, and waits for it", () => {
    expect(compose).toContain("./docker/localstack/init.sh:/etc/localstack/init/ready.d/10-briefings.sh:ro");
    expect(compose).toContain("/_localstack/init/ready");
  });

  it("gives the worker the names that are provisioned", () => {
    expect(compose).toContain(`TABLE_NAME: ${app.tableName}\n`);
    expect(compose).toContain(`/000000000000/${app.queueName}\n`);
    expect(compose).toContain(`/000000000000/${app.deadLetterQueueName}\n`);
  });
});
