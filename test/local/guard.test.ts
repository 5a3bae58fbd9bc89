// Which requests a server on loopback answers: those of this machine, and never a web page's of another site.
import { describe, expect, it } from "vitest";
import { createGuard, refuseForeignWrite } from "../../local/guard.ts";

describe("a server on loopback", () => {
  const guard = createGuard("127.0.0.1", ["sqs.internal"]);

  it.each([
    "localhost:4566",
    "LOCALHOST",
    "127.0.0.1:4566",
    "127.8.9.1",
    "[::1]:4566",
    "queue.localhost:4566",
    "sqs.us-east-1.localhost.localstack.cloud:4566",
    "sqs.internal:4566",
    // The endpoint of serverless-offline-sqs's own example: a client that connects to it reaches its own machine.
    "0.0.0.0:3000",
    "[::]:3000",
  ])("answers the Host %s", (host) => {
    expect(guard({ host })).toBeUndefined();
  });

  it.each([
    "evil.example",
    "evil.example:4566",
    "localhost.evil.example:4566",
    "localhost@evil.example",
    "127.0.0.1.nip.io",
    "xlocalhost.localstack.cloud",
    "192.168.1.2:3000",
    "[2001:db8::1]",
    "127.0.0.1.evil.example",
    "10.0.0.7:4566",
    "169.254.169.254",
    "localstack.cloud",
    "notlocalhost",
    "",
  ])("refuses the Host %j, and says how to allow it", (host) => {
    expect(guard({ host })).toMatch(/is not local.*--allow-host/);
  });

  it.each([
    "https://evil.example",
    "http://evil.example:4566",
    "null",
    "file://",
    "chrome-extension://abc",
    "http://localhost.evil.example",
  ])("refuses the Origin %s", (origin) => {
    expect(guard({ host: "localhost", origin })).toContain(origin);
  });

  it("answers a page of its own", () => {
    expect(
      guard({ host: "localhost:3000", origin: "http://localhost:5173", "sec-fetch-site": "same-site" }),
    ).toBeUndefined();
  });

  it("answers a page on localhost that calls 127.0.0.1: two sites to a browser", () => {
    expect(
      guard({
        host: "127.0.0.1:4566",
        origin: "http://localhost:5173",
        "sec-fetch-site": "cross-site",
      }),
    ).toBeUndefined();
    expect(
      guard({ host: "127.0.0.1:4566", origin: "https://evil.example", "sec-fetch-site": "same-origin" }),
    ).toContain("evil.example");
  });

  it("refuses what a browser marks as cross-site, also without an Origin", () => {
    expect(guard({ host: "localhost:3000", "sec-fetch-site": "cross-site" })).toContain("cross-site");
  });
});

describe("a name that was allowed", () => {
  const guard = createGuard("127.0.0.1", ["My-Mac.lan"]);

  it("is answered as Host and as Origin, however it is written", () => {
    expect(guard({ host: "my-mac.lan:3000", origin: "http://MY-MAC.lan:5173" })).toBeUndefined();
  });

  it("allows no other, and still no cross-site request", () => {
    expect(guard({ host: "other.lan" })).toContain("other.lan");
    expect(guard({ host: "localhost", origin: "http://other.lan" })).toContain("other.lan");
    expect(guard({ host: "my-mac.lan", "sec-fetch-site": "cross-site" })).toContain("cross-site");
  });
});

describe("a server bound beyond loopback", () => {
  it("answers any address as Host, and no foreign name", () => {
    const guard = createGuard("0.0.0.0", []);
    expect(guard({ host: "10.0.0.7:4566" })).toBeUndefined();
    expect(guard({ host: "evil.example" })).toBeDefined();
  });
});

describe("a request that changes something", () => {
  const ask = (headers: Record<string, string>, method = "POST") =>
    refuseForeignWrite({ method, headers: { host: "127.0.0.1:3000", ...headers } });

  it("is answered for a program: it names no page", () => {
    expect(ask({})).toBeUndefined();
    expect(ask({ "user-agent": "curl/8" }, "DELETE")).toBeUndefined();
  });

  it.each([
    [{ "sec-fetch-site": "same-origin", origin: "http://127.0.0.1:3000" }],
    // A development server that passes requests on, and names another host: the browser knows one origin.
    [{ "sec-fetch-site": "same-origin", origin: "http://localhost:5173" }],
    // Typed into the address bar, or from an extension.
    [{ "sec-fetch-site": "none" }],
    // A browser says Sec-Fetch-Site only to addresses that it trusts.
    [{ host: "10.0.0.7:3000", origin: "http://10.0.0.7:3000" }],
    [{ host: "MY-MAC.lan:3000", origin: "http://my-mac.lan:3000" }],
    [{ host: "my-mac.lan", origin: "http://my-mac.lan" }],
  ])("is answered for a page of the same origin: %j", (headers) => {
    expect(ask(headers)).toBeUndefined();
  });

  it.each([
    [{ "sec-fetch-site": "same-site", origin: "http://127.0.0.1:8080" }],
    [{ "sec-fetch-site": "cross-site", origin: "http://localhost:8080" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ "sec-fetch-site": "anything" }],
    [{ origin: "http://127.0.0.1:8080" }],
    [{ origin: "http://127.0.0.1" }],
    [{ origin: "null" }],
    [{ origin: "http://127.0.0.1:3000@evil.example" }],
  ])("is refused for every other page, also of this machine: %j", (headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "X-NEW"]) {
      expect(ask(headers, method)).toMatch(/same origin/);
    }
  });

  it.each(["GET", "HEAD", "OPTIONS"])("is not a %s", (method) => {
    expect(ask({ "sec-fetch-site": "same-site", origin: "http://127.0.0.1:8080" }, method)).toBeUndefined();
  });
});
