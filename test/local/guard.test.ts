// The guard of loopback servers: programs on this machine get in, other people's web pages do not.
import { describe, expect, it } from "vitest";
import { refusalOf } from "../../local/guard.ts";

const host = "127.0.0.1:3000";

describe("a request from this machine", () => {
  it.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:3000",
    "127.0.0.1",
    "127.0.0.1:4566",
    "127.1.2.3",
    "[::1]:3000",
    "api.localhost:3000",
    "localhost.localstack.cloud:4566",
    "sqs.us-east-1.localhost.localstack.cloud:4566",
  ])("may pass: Host %s", (name) => {
    expect(refusalOf({ host: name })).toBeUndefined();
  });

  it.each(["http://localhost:5173", "https://localhost", "http://127.0.0.1", "http://[::1]:8080"])(
    "may pass: Origin %s",
    (origin) => {
      expect(refusalOf({ host, origin })).toBeUndefined();
    },
  );

  it.each(["same-origin", "same-site", "none"])("may pass: Sec-Fetch-Site %s", (site) => {
    expect(refusalOf({ host, "sec-fetch-site": site })).toBeUndefined();
  });
});

describe("a request of another site", () => {
  it.each([
    "example.org",
    "example.org:3000",
    "localhost.example.org",
    "127.0.0.1.example.org",
    "127.0.0.1.nip.io",
    "notlocalhost",
    "xlocalhost.localstack.cloud",
    "10.0.0.7",
    "192.168.1.2:3000",
    "0.0.0.0:3000",
    "[2001:db8::1]",
    "localhost@example.org",
    "",
    "not a host",
  ])("is refused by its Host: %s", (name) => {
    expect(refusalOf({ host: name })).toMatch(
      /^the Host header .* is not this machine; allow it with --allow-host$/,
    );
  });

  it("is refused when it has no Host at all", () => {
    expect(refusalOf({})).toContain("Host");
  });

  it.each([
    "https://example.org",
    "http://localhost.example.org",
    "null",
    "file://",
    "chrome-extension://abc",
  ])("is refused by its Origin: %s", (origin) => {
    expect(refusalOf({ host, origin })).toMatch(/^the Origin .* is not this machine$/);
  });

  it("is refused when the browser says that it is cross-site, whatever its Origin", () => {
    expect(refusalOf({ host, "sec-fetch-site": "cross-site" })).toContain("cross-site");
    expect(refusalOf({ host, origin: "http://localhost", "sec-fetch-site": "cross-site" })).toContain(
      "cross-site",
    );
  });

  it("may pass by a name that was allowed, and only by that", () => {
    expect(
      refusalOf({ host: "my-mac.lan:3000", origin: "http://my-mac.lan:5173" }, ["my-mac.lan"]),
    ).toBeUndefined();
    expect(refusalOf({ host: "My-Mac.lan:3000" }, ["my-mac.lan"])).toBeUndefined();
    expect(refusalOf({ host: "my-mac.lan:3000" }, ["My-Mac.lan"])).toBeUndefined();
    expect(refusalOf({ host: "other.lan" }, ["my-mac.lan"])).toContain("Host");
  });
});
