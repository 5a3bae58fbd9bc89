// The domain's part of the environment: parsed once, and every mistake told by name, value and remedy.
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
    expect(readBriefingOptions({})).toEqual({ allowPrivateAddresses: false, claude: {} });
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
