// The environment: parsed once, and every mistake told by name, value and remedy.
import { describe, expect, it } from "vitest";
import { app } from "../../../core/app.ts";
import * as engine from "../../../core/aws/env.ts";
import { readApiTokens } from "../../../core/aws/env.ts";
import { defineApp } from "../../../core/define-app.ts";
import { BaseSettings } from "../../../core/settings.ts";
import { isOnAws } from "../../../core/variables.ts";

const OVERRIDES = engine.overrideVariables(app);
const readEnvironment = (env: NodeJS.ProcessEnv) => engine.readEnvironment(app, env);
const readOverrides = (env: NodeJS.ProcessEnv) => engine.readOverrides(app, env);

const local = {
  QUEUE_URL: "http://127.0.0.1:4566/000000000000/briefings",
  DEAD_LETTER_QUEUE_URL: "http://127.0.0.1:4566/000000000000/briefings-dead",
};
const aws = {
  ...local,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  TABLE_NAME: "jobs",
  API_TOKEN: "a-token-of-good-length",
};

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readEnvironment(env);
  } catch (error) {
    return String(error);
  }
  return "accepted";
};

describe("the environment of a function", () => {
  it("needs the two queues; the rest has defaults", () => {
    expect(readEnvironment(local)).toEqual({
      onAws: false,
      queueUrl: local.QUEUE_URL,
      queueUrls: { default: local.QUEUE_URL },
      deadLetterQueueUrl: local.DEAD_LETTER_QUEUE_URL,
      tableName: undefined,
      apiTokens: [],
      logLevel: "info",
      redriveKeepsMessageId: false,
      overrides: {},
    });
  });

  it("takes an empty variable for an absent one, as a shell does", () => {
    expect(
      readEnvironment({ ...local, API_TOKEN: "", LOG_LEVEL: "", BRIEFINGS_TIMEOUT_SECONDS: "" }),
    ).toEqual(readEnvironment(local));
    expect(messageOf({ ...local, QUEUE_URL: "" })).toContain("QUEUE_URL is not set");
  });

  it.each(["none", "NaN", "1e999", "-1", "0"])(
    "says of the number %s in words what a number may be",
    (value) => {
      expect(messageOf({ ...local, BRIEFINGS_CONCURRENCY: value })).toContain(
        `BRIEFINGS_CONCURRENCY="${value}": must be a number above 0\n`,
      );
    },
  );

  it.each([
    ["with a space", "two words, long enough"],
    ["of spaces", " ".repeat(20)],
    ["with a line break at its end", "a-token-of-good-length\n"],
    ["with letters that no header carries", "ein-schlüssel-für-die-api"],
  ])("refuses an API_TOKEN that no request could carry: %s", (_, token) => {
    const message = messageOf({ ...local, API_TOKEN: token });
    expect(message).toContain("API_TOKEN=(hidden): must be printable ASCII without spaces");
    expect(message).not.toContain(token);
  });

  it.each([
    ["QUEUE_URL", "briefings"],
    ["LOG_LEVEL", "loud"],
    ["LOG_FORMAT", "xml"],
    ["REDRIVE_KEEPS_MESSAGE_ID", "yes"],
    ["BRIEFINGS_TIMEOUT_SECONDS", "five"],
    ["BRIEFINGS_CONCURRENCY", "-1"],
  ])("names %s and its value %s, and says how to mend it", (name, value) => {
    const message = messageOf({ ...local, [name]: value });
    expect(message).toContain(`${name}=${JSON.stringify(value)}: `);
    expect(message).toContain("Set or unset");
  });

  it("names every variable that is wrong, one a line", () => {
    const message = messageOf({ LOG_LEVEL: "loud" });
    for (const name of ["QUEUE_URL is not set", "DEAD_LETTER_QUEUE_URL is not set", 'LOG_LEVEL="loud"']) {
      expect(message.split("\n").filter((line) => line.includes(name))).toHaveLength(
        name.startsWith("QUEUE") ? 2 : 1,
      );
    }
  });

  it.each(["API_TOKEN", "API_TOKEN_PREVIOUS"])("never shows a secret: %s", (name) => {
    const message = messageOf({ ...local, [name]: "too-short" });
    expect(message).toContain(`${name}=(hidden)`);
    expect(message).not.toContain("too-short");
  });

  it("knows two tokens, so that callers can change over from one to the other", () => {
    const API_TOKEN_PREVIOUS = "a-token-of-yesterday";
    expect(readEnvironment({ ...aws, API_TOKEN_PREVIOUS }).apiTokens).toEqual([
      aws.API_TOKEN,
      API_TOKEN_PREVIOUS,
    ]);
    expect(readApiTokens({ API_TOKEN: aws.API_TOKEN })).toEqual([aws.API_TOKEN]);
    expect(() => readApiTokens({ API_TOKEN: "too-short" })).toThrow("API_TOKEN=(hidden)");
  });
});

describe("the settings' overrides", () => {
  it("have a variable each", () => {
    expect(Object.keys(OVERRIDES).sort()).toEqual(Object.keys(BaseSettings.shape).sort());
    for (const [setting, name] of Object.entries(OVERRIDES)) {
      expect(readEnvironment({ ...local, [name]: "7" }).overrides).toEqual({ [setting]: 7 });
    }
  });

  it("bear the app's own name", () => {
    const other = defineApp({ ...app, name: "second-app" });
    expect(engine.overrideVariables(other)).toMatchObject({
      timeoutSeconds: "SECOND_APP_TIMEOUT_SECONDS",
      maxReceiveCount: "SECOND_APP_MAX_RECEIVE_COUNT",
    });
    const env = { ...local, SECOND_APP_TIMEOUT_SECONDS: "7", BRIEFINGS_TIMEOUT_SECONDS: "9" };
    expect(engine.readEnvironment(other, env).overrides).toEqual({ timeoutSeconds: 7 });
  });

  it("can be read without a queue", () => {
    expect(readOverrides({ BRIEFINGS_TIMEOUT_SECONDS: "5", BRIEFINGS_BACKOFF_BASE_SECONDS: "0.5" })).toEqual({
      timeoutSeconds: 5,
      backoffBaseSeconds: 0.5,
    });
    expect(readOverrides({})).toEqual({});
    expect(() => readOverrides({ BRIEFINGS_MAX_BACKLOG: "many" })).toThrow('BRIEFINGS_MAX_BACKLOG="many"');
  });
});

describe("on AWS", () => {
  it("is where Lambda itself says so", () => {
    expect(isOnAws(aws)).toBe(true);
    expect(isOnAws(local)).toBe(false);
    expect(isOnAws({ AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" })).toBe(false);
    expect(readEnvironment(aws).onAws).toBe(true);
  });

  it.each(Object.values(OVERRIDES))("%s is refused: the deployed settings are those of the file", (name) => {
    const message = messageOf({ ...aws, [name]: "7" });
    expect(message).toContain(name);
    expect(message).toContain("core/settings.ts");
  });

  it("the stage's concurrency is taken, from the variable that the stack sets", () => {
    expect(readEnvironment({ ...aws, STAGE_CONCURRENCY: "20" }).overrides).toEqual({ concurrency: 20 });
    expect(readEnvironment(aws).overrides).toEqual({});
  });

  it("the table must be named", () => {
    expect(messageOf({ ...aws, TABLE_NAME: undefined })).toContain("TABLE_NAME is not set");
  });
});
