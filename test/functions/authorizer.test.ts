// The authorizer Lambda: yes or no to a token, and nothing else.
import { afterEach, describe, expect, it, vi } from "vitest";
import { createHandler, handler } from "../../functions/authorizer.ts";
import { API_TOKEN } from "../support/lambda-events.ts";

const PREVIOUS = "the-token-of-yesterday";
const ask = (authorization?: string) =>
  createHandler([API_TOKEN, PREVIOUS])({ headers: authorization === undefined ? {} : { authorization } });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the authorizer", () => {
  it.each([`Bearer ${API_TOKEN}`, `bearer ${API_TOKEN}`, `Bearer ${PREVIOUS}`])(
    "lets in: %s",
    async (header) => {
      expect(await ask(header)).toEqual({ isAuthorized: true });
    },
  );

  it.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    API_TOKEN,
    `Basic ${API_TOKEN}`,
    `Bearer ${API_TOKEN}x`,
    "Bearer no",
  ])("refuses: %s", async (header) => {
    expect(await ask(header)).toEqual({ isAuthorized: false });
  });

  it("refuses everybody when there is no token", async () => {
    expect(await createHandler([])({ headers: { authorization: "Bearer " } })).toEqual({
      isAuthorized: false,
    });
    expect(await createHandler([])({})).toEqual({ isAuthorized: false });
  });

  it("reads the tokens from its environment, and needs no queue and no table", async () => {
    vi.stubEnv("API_TOKEN", API_TOKEN);
    vi.stubEnv("API_TOKEN_PREVIOUS", "");
    vi.stubEnv("QUEUE_URL", "");
    expect(await handler({ headers: { authorization: `Bearer ${API_TOKEN}` } })).toEqual({
      isAuthorized: true,
    });
    expect(await handler({ headers: { authorization: `Bearer ${PREVIOUS}` } })).toEqual({
      isAuthorized: false,
    });
  });
});
