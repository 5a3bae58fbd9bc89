// The consumer's switch on Lambda: what is asked of it, and what is made of its answers.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { createMappingSwitch } from "../../../core/aws/event-source-mapping-switch.ts";

const UUID = "8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01";
const URL_OF_IT = `https://lambda.eu-central-1.amazonaws.com/2015-03-31/event-source-mappings/${UUID}`;
const AT = Date.UTC(2026, 10, 28, 8);

type Asked = { method: string; url: string; headers: Record<string, string>; body?: unknown };
let asked: Asked[];
/** What Lambda answers, one after the other; the last one for ever. */
let answers: (() => Response | Promise<Response>)[];

const sqs = createSqsClient({
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" },
});
const access = {
  sqs,
  fetch: (async (url, { method = "GET", headers, body } = {}) => {
    asked.push({
      ...{ method, url: String(url), headers: headers as Record<string, string> },
      ...(body === undefined ? {} : { body: JSON.parse(String(body)) }),
    });
    const [answer = () => new Response(null, { status: 500 })] = answers;
    if (answers.length > 1) answers.shift();
    return await answer();
  }) satisfies typeof fetch,
};
const consumer = createMappingSwitch({ uuids: [UUID], ...access });
const mapping = (State: string) => () => Response.json({ UUID, State, LastModified: AT / 1000 });
const refusal =
  (status: number, type: string, body: object = { Message: "no" }) =>
  () =>
    Response.json(body, { status, headers: { "x-amzn-errortype": `${type}:http://internal.amazon.com/` } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  asked = [];
});
afterEach(() => {
  vi.useRealTimers();
});
/** Its pauses take no time. */
async function without<T>(pauses: Promise<T>): Promise<T> {
  const settled = pauses.catch(() => {});
  let done = false;
  void settled.then(() => {
    done = true;
  });
  while (!done) await vi.advanceTimersByTimeAsync(1_000);
  return await pauses;
}

describe("the switch of an event source mapping", () => {
  it.each([
    ["Enabled", { paused: false }],
    ["Enabling", { paused: false, changing: true }],
    ["Creating", { paused: false, changing: true }],
    ["Updating", { paused: false, changing: true }],
    ["Disabling", { paused: true, changing: true }],
    ["Disabled", { paused: true }],
  ])("that is %s", async (state, expected) => {
    answers = [mapping(state)];
    expect(await consumer.read()).toEqual({ ...expected, by: "event source mapping", since: AT });
    expect(asked).toMatchObject([{ method: "GET", url: URL_OF_IT }]);
  });

  it.each([
    ["pause", "Enabled", false, "Disabling", true],
    ["resume", "Disabled", true, "Enabling", false],
  ] as const)(
    "is moved by %s: Enabled, and nothing else of the mapping",
    async (verb, from, Enabled, to, paused) => {
      answers = [mapping(from), mapping(to)];
      expect(await consumer[verb]()).toMatchObject({ paused, changing: true });
      expect(asked[1]).toMatchObject({ method: "PUT", url: URL_OF_IT, body: { Enabled } });
    },
  );

  it.each([
    ["pause", "Disabled"],
    ["resume", "Enabled"],
  ] as const)("is left alone by %s when it is %s already", async (verb, state) => {
    answers = [mapping(state)];
    await consumer[verb]();
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is asked with a signature for Lambda in the client's region, and the session's token", async () => {
    answers = [mapping("Enabled")];
    await consumer.pause();
    for (const { headers } of asked) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/lambda\/aws4_request, SignedHeaders=[a-z0-9;-]*host;/,
      );
      expect(headers["x-amz-security-token"]).toBe("session");
    }
  });

  it.each([
    ["is busy", refusal(429, "TooManyRequestsException")],
    ["is asked too often, by an API whose throttle is a 400", refusal(400, "ThrottlingException")],
    ["fails", refusal(500, "ServiceException")],
    [
      "does not answer",
      async () => {
        throw new TypeError("fetch failed");
      },
    ],
  ])("is asked again while Lambda %s, three times in all", async (_, answer) => {
    answers = [answer, answer, mapping("Disabled")];
    expect(await without(consumer.read())).toMatchObject({ paused: true });
    answers = [answer];
    asked = [];
    await expect(without(consumer.read())).rejects.toMatchObject({ code: "consumer-unavailable" });
    expect(asked).toHaveLength(3);
  });

  it("of several mappings is moved for each, and is paused when all of them are", async () => {
    const other = "0d1c2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    const both = createMappingSwitch({ uuids: [UUID, other], ...access });
    answers = [mapping("Disabled"), mapping("Enabled")];
    expect(await both.read()).toMatchObject({ paused: false, changing: true });
    asked = [];
    answers = [mapping("Disabled"), mapping("Enabled"), mapping("Disabling")];
    expect(await both.pause()).toMatchObject({ paused: true, changing: true });
    expect(asked.filter(({ method }) => method === "PUT")).toMatchObject([
      { url: URL_OF_IT.replace(UUID, other), body: { Enabled: false } },
    ]);
  });

  it("that is being changed is to be tried again", async () => {
    answers = [mapping("Enabling"), refusal(400, "ResourceInUseException")];
    await expect(consumer.pause()).rejects.toMatchObject({ code: "try-again" });
  });

  it.each([
    ["is not there", refusal(404, "ResourceNotFoundException"), "EVENT_SOURCE_MAPPING_IDS"],
    [
      "may not be moved",
      refusal(403, "AccessDeniedException", { message: "no" }),
      "AccessDeniedException: no",
    ],
    ["is behind a proxy", () => new Response("<html>", { status: 403 }), "status 403: <html>"],
  ])("that %s is refused with what to do", async (_, answer, said) => {
    answers = [answer];
    await expect(consumer.pause()).rejects.toMatchObject({
      code: "consumer-unavailable",
      message: expect.stringContaining(said),
    });
    expect(asked).toHaveLength(1);
  });
});
