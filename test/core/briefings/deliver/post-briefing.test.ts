// Posting a briefing to a webhook: what is sent, whom it may reach, and what each answer means.
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { postBriefing } from "../../../../core/briefings/deliver/post-briefing.ts";
import { PermanentError } from "../../../../core/jobs/index.ts";
import { type Answer, startWebServer, type WebServer } from "../../../support/web-server.ts";
import { aBriefing } from "../briefing-fixtures.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const briefing = aBriefing();

type Post = { at?: number; signal?: AbortSignal; timeoutMs?: number; allowPrivateAddresses?: boolean };

const post = (
  url: string,
  { at = Date.now(), signal = new AbortController().signal, ...context }: Post = {},
) =>
  postBriefing(
    { briefing, briefingId: "brf_1", url, deliveryId: "whk_1", at },
    { secrets: [secret], allowPrivateAddresses: true, signal, ...context },
  );

const answering =
  (status: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

async function failure(url: string, options: Post = {}): Promise<Error> {
  return await post(url, options).then(
    () => expect.fail("it was accepted"),
    (error: unknown) => error as Error,
  );
}

describe("a webhook", () => {
  it("gets the briefing as JSON, signed so that the specification's own package accepts it", async () => {
    let body = "";
    await using server = await startWebServer(async (request, response) => {
      for await (const chunk of request) body += chunk;
      response.writeHead(204).end();
    });
    expect(await post(`${server.url}/hook?key=1`)).toEqual({ status: 204 });
    const [request] = server.requests;
    expect(request).toMatchObject({ path: "/hook?key=1", headers: { "content-type": "application/json" } });
    const verified = new Webhook(secret).verify(body, request?.headers as Record<string, string>);
    expect(verified).toEqual({
      type: "briefing.succeeded",
      timestamp: briefing.generatedAt,
      data: { id: "brf_1", briefing },
    });
  });

  it("gets the same id and body with every attempt, and the time of the attempt", async () => {
    const bodies: string[] = [];
    await using server = await startWebServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.end();
    });
    await post(server.url, { at: 1_700_000_000_999 });
    await post(server.url, { at: 1_700_000_060_000 });
    const [first, second] = server.requests.map(({ headers }) => headers);
    expect(first?.["webhook-id"]).toBe("whk_1");
    expect(second?.["webhook-id"]).toBe("whk_1");
    expect([first, second].map((headers) => headers?.["webhook-timestamp"])).toEqual([
      "1700000000",
      "1700000060",
    ]);
    expect(first?.["webhook-signature"]).not.toBe(second?.["webhook-signature"]);
    expect(bodies[0]).toBe(bodies[1]);
  });
});

describe("an answer", () => {
  it.each([200, 201, 202, 204, 299])("of %i is a success", async (status) => {
    await using server = await startWebServer(answering(status));
    expect(await post(server.url)).toEqual({ status });
  });

  it.each([400, 401, 403, 404, 405, 409, 413, 422, 451])("of %i is for good", async (status) => {
    await using server = await startWebServer(answering(status));
    const error = await failure(server.url);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(`(${status})`);
  });

  it("of 410 says that the receiver wants no more", async () => {
    await using server = await startWebServer(answering(410));
    const error = await failure(server.url);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toMatch(/gone \(410\): it wants no more briefings; leave it out of deliver/);
  });

  it.each([301, 302, 303, 307, 308])("of %i is not followed, and is for good", async (status) => {
    await using elsewhere = await startWebServer(answering(200));
    await using server = await startWebServer(answering(status, { location: elsewhere.url }));
    const error = await failure(server.url);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("redirects");
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])("of %i may pass", async (status) => {
    await using server = await startWebServer(answering(status));
    const error = await failure(server.url);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(error.message).toContain(String(status));
  });

  it.each([
    [429, "RateLimitedError"],
    [503, "RetryLaterError"],
  ])("of %i is not asked for again before its Retry-After: %s", async (status, name) => {
    const at = new Date("2026-11-03T09:00:00Z");
    await using seconds = await startWebServer(answering(status, { "retry-after": "120" }));
    const inAMinute = {
      date: at.toUTCString(),
      "retry-after": new Date(at.getTime() + 60_000).toUTCString(),
    };
    await using date = await startWebServer(answering(status, inAMinute));
    expect(await failure(seconds.url)).toMatchObject({ name, retryAfterSeconds: 120 });
    expect(await failure(date.url)).toMatchObject({ name, retryAfterSeconds: 60 });
  });

  it("of 429 that says no time is asked for again after a minute", async () => {
    await using server = await startWebServer(answering(429));
    expect(await failure(server.url)).toMatchObject({ name: "RateLimitedError", retryAfterSeconds: 60 });
  });

  it("with a body of a gigabyte costs nothing: its body is not read", async () => {
    const chunk = Buffer.alloc(1_048_576);
    let written = 0;
    const closed = Promise.withResolvers<void>();
    await using server = await startWebServer((_request, response) => {
      response.writeHead(200, { "content-length": String(1_024 * chunk.length) });
      const more = () => {
        while (!response.destroyed && written < 1_024) {
          written++;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
      };
      response.on("close", closed.resolve);
      more();
    });
    expect(await post(server.url)).toEqual({ status: 200 });
    await closed.promise;
    expect(written).toBeLessThan(64);
  });

  it("that does not come is given up, and may come later", async () => {
    await using server = await startWebServer(() => {});
    const error = await failure(server.url, { timeoutMs: 50 });
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(error.message).toMatch(/^the webhook at 127\.0\.0\.1:\d+ did not answer within 0\.05 s$/);
  });

  it.each([
    ["breaks off", "HTTP/1.1 20"],
    ["is no HTTP", "hello\r\n\r\n"],
    ["has headers without end", `HTTP/1.1 200 OK\r\n${"x-a: b\r\n".repeat(10_000)}`],
    ["is an upgrade", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    ["is empty", ""],
  ])("that %s may be better later", async (_, bytes) => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(bytes));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const error = await failure(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(error).toMatchObject({ name: "SourceError", isPassing: true });
    } finally {
      server.close();
    }
  });
});

describe("an address", () => {
  let nobody: WebServer;
  it.each([
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
  ])("that is private is never called, and that is for good: %s", async (url) => {
    const error = await failure(url, { allowPrivateAddresses: false });
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("is not a public address");
  });

  it("of this machine's network stays private also when its loopback may be called", async () => {
    expect(await failure("https://192.168.1.1/")).toBeInstanceOf(PermanentError);
  });

  it("at which nobody listens may be reached later", async () => {
    nobody = await startWebServer(answering(200));
    await nobody[Symbol.asyncDispose]();
    const error = await failure(nobody.url);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("keeps its path and query out of every message: they are often secrets", async () => {
    for (const status of [400, 404, 410, 302, 429, 500]) {
      await using server = await startWebServer(answering(status));
      const error = await failure(`${server.url}/services/T0/SECRET?token=SECRET`);
      expect(`${error.message}${error.stack}`).not.toContain("SECRET");
    }
    const refused = await failure("https://10.0.0.1/SECRET", { allowPrivateAddresses: false });
    expect(`${refused.message}${refused.stack}${String(refused.cause)}`).not.toContain("SECRET");
  });
});

describe("an attempt that is told to stop", () => {
  it("stops waiting at once, with the reason it was given", async () => {
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    await using server = await startWebServer(() => asked.resolve());
    const failed = failure(server.url, { signal: stop.signal });
    await asked.promise;
    const reason = new Error("the deadline is near");
    stop.abort(reason);
    expect(await failed).toBe(reason);
  });
});

describe("a briefing that is too large", () => {
  it("is not posted, and that is for good", async () => {
    await using server = await startWebServer(answering(200));
    const huge = aBriefing({ notes: Array.from({ length: 600 }, (_, n) => `${n} ${"x".repeat(1_000)}`) });
    const posted = postBriefing(
      { briefing: huge, briefingId: "brf_1", url: server.url, deliveryId: "whk_1", at: 0 },
      { secrets: [secret], allowPrivateAddresses: true, signal: new AbortController().signal },
    );
    await expect(posted).rejects.toThrow(PermanentError);
    await expect(posted).rejects.toThrow(/has \d+ bytes as JSON, and a webhook gets at most 524288/);
    expect(server.requests).toEqual([]);
  });
});
