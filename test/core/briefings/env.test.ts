// The domain's part of the environment: parsed once, and every mistake told by name, value and remedy.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BRIEFING_VARIABLES, readBriefingOptions } from "../../../core/briefings/env.ts";

const aws = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readBriefingOptions(env);
  } catch (error) {
    return String(error);
  }
  return "accepted";
};

describe("the environment of the briefing domain", () => {
  it("may be empty: sources are public and the embedded generator writes", () => {
    expect(readBriefingOptions({})).toEqual({
      allowPrivateAddresses: false,
      claude: {},
      delivery: { channels: [] },
    });
    expect(readBriefingOptions({ ANTHROPIC_API_KEY: "", ALLOW_PRIVATE_SOURCES: "" })).toEqual(
      readBriefingOptions({}),
    );
  });

  it("says how Claude writes", () => {
    const env = {
      ANTHROPIC_API_KEY: "sk-test",
      ANTHROPIC_BASE_URL: "http://127.0.0.1:9",
      ANTHROPIC_MODEL: "claude-sonnet-5-5",
      ANTHROPIC_MAX_COST_USD: "0.25",
    };
    expect(readBriefingOptions(env)).toEqual({
      allowPrivateAddresses: false,
      anthropicApiKey: "sk-test",
      anthropicBaseUrl: "http://127.0.0.1:9",
      claude: { model: "claude-sonnet-5-5", maxCostUsd: 0.25 },
      delivery: { channels: [] },
    });
    for (const name of Object.keys(env)) expect(BRIEFING_VARIABLES).toContain(name);
  });

  it("refuses a model without a price, and takes the prices that are given", () => {
    const message = messageOf({ ANTHROPIC_MODEL: "claude-next" });
    expect(message).toContain('ANTHROPIC_MODEL="claude-next": no price is known');
    expect(message).toContain('ANTHROPIC_PRICES="input,output"');
    expect(messageOf({ ANTHROPIC_SECOND_MODEL: "claude-next" })).toContain("ANTHROPIC_SECOND_PRICES");
    const { claude } = readBriefingOptions({
      ANTHROPIC_MODEL: "claude-next",
      ANTHROPIC_PRICES: "2,10",
      ANTHROPIC_SECOND_MODEL: "claude-opus-5-5",
    });
    expect(claude).toEqual({
      model: "claude-next",
      prices: { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.2 },
      secondModel: { model: "claude-opus-5-5" },
    });
    expect(messageOf({ ANTHROPIC_PRICES: "cheap" })).toContain('such as "2,10"');
  });

  it.each([
    ["ALLOW_PRIVATE_SOURCES", "yes"],
    ["ANTHROPIC_BASE_URL", "not a url"],
    ["ANTHROPIC_MAX_COST_USD", "-1"],
  ])("names %s and its value %s, and says how to mend it", (name, value) => {
    const message = messageOf({ [name]: value });
    expect(message).toContain(`${name}=${JSON.stringify(value)}: `);
    expect(message).toContain("Set or unset");
    expect(message).toContain("core/briefings/env.ts");
  });

  it("lets private sources be read outside AWS only", () => {
    const ALLOW_PRIVATE_SOURCES = "true";
    expect(readBriefingOptions({ ALLOW_PRIVATE_SOURCES }).allowPrivateAddresses).toBe(true);
    expect(messageOf({ ...aws, ALLOW_PRIVATE_SOURCES })).toContain("ALLOW_PRIVATE_SOURCES must not be set");
    expect(messageOf({ ...aws, ALLOW_PRIVATE_SOURCES: "false" })).toBe("accepted");
  });
});

describe("the environment of deliveries", () => {
  const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;
  const delivery = (env: NodeJS.ProcessEnv) => readBriefingOptions(env).delivery;

  it("has SES send from EMAIL_FROM", () => {
    expect(delivery({ EMAIL_FROM: "news@example.com" })).toEqual({
      email: { from: "news@example.com" },
      channels: ["email"],
    });
  });

  it("keeps e-mails as files beside the data of `dev`, which needs no sender", () => {
    expect(delivery({ DATA_FOLDER: "/data" })).toEqual({
      email: { from: "briefings@localhost.invalid", folder: join("/data", "mail") },
      channels: ["email"],
    });
    expect(delivery({ DATA_FOLDER: "/data", EMAIL_FROM: "news@example.com" }).email).toEqual({
      from: "news@example.com",
      folder: join("/data", "mail"),
    });
  });

  it("keeps no files on AWS", () => {
    expect(delivery({ ...aws, DATA_FOLDER: "/data" })).toEqual({ channels: [] });
    expect(delivery({ ...aws, DATA_FOLDER: "/data", EMAIL_FROM: "news@example.com" }).email).toEqual({
      from: "news@example.com",
    });
  });

  it("signs webhooks with one secret, or with two while receivers change over", () => {
    expect(delivery({ WEBHOOK_SECRET: secret(1) })).toEqual({
      webhook: { secrets: [secret(1)], allowPrivateAddresses: false },
      channels: ["webhook"],
    });
    expect(
      delivery({
        WEBHOOK_SECRET: secret(2),
        WEBHOOK_SECRET_PREVIOUS: secret(1),
        ALLOW_PRIVATE_SOURCES: "true",
      }),
    ).toEqual({
      webhook: { secrets: [secret(2), secret(1)], allowPrivateAddresses: true },
      channels: ["webhook"],
    });
  });

  it.each([
    ["none", []],
    ["email", ["email"]],
    ["webhook", ["webhook"]],
    ["email,webhook", ["email", "webhook"]],
  ])("tells a function that delivers nothing itself what the others deliver by: %s", (list, channels) => {
    expect(delivery({ DELIVERY_CHANNELS: list })).toEqual({ channels });
  });

  it.each([
    ["EMAIL_FROM", "Briefings <news@example.com>"],
    ["DELIVERY_CHANNELS", "fax"],
  ])("refuses %s=%s", (name, value) => {
    expect(messageOf({ [name]: value })).toContain(`${name}=${JSON.stringify(value)}: `);
  });

  it.each(["WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"])(
    "refuses a %s that is none, and does not show it",
    (name) => {
      const message = messageOf({ [name]: "whsec_tooshort" });
      expect(message).toContain(`${name}=(hidden): must hold 24 to 64 bytes`);
      expect(message).not.toContain("tooshort");
    },
  );

  it("is handed on to the functions by `dev`", () => {
    for (const name of ["EMAIL_FROM", "WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS", "DATA_FOLDER"]) {
      expect(BRIEFING_VARIABLES).toContain(name);
    }
  });
});
