// The dashboard by itself, over HTTP: its address, its guard, and its end.
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestKit } from "../../core/jobs/testing/index.ts";
import { serveDashboard } from "../../dashboard/listener.ts";
import { echo } from "./ask.ts";

let served: Awaited<ReturnType<typeof serveDashboard>>;
beforeEach(async () => {
  served = await serveDashboard({
    app: { name: "shop", description: "A shop." },
    backend: createTestKit({ types: [echo] }).backend,
    place: "in a test",
    host: "127.0.0.1",
    port: 0,
    allowHosts: ["dashboard.example.org"],
  });
});
afterEach(() => served.close());

/** With a Host of one's own, which `fetch` does not send. */
const statusFor = (headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(served.url, { headers }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });

describe("the dashboard by itself", () => {
  it("leads from the bare address to its first page", async () => {
    const response = await fetch(new URL("/", served.url));
    expect([response.status, response.url]).toEqual([200, served.url]);
    expect(await response.text()).toContain("<h1>Overview</h1>");
  });

  it.each([
    ["", ""],
    ["/jobs", "?status=dead"],
  ])("leads from %s/%s to the page without the slash", async (path, query) => {
    const response = await fetch(`${served.url}${path}/${query}`);
    expect([response.status, response.url]).toEqual([200, `${served.url}${path}${query}`]);
    expect((await fetch(`${served.url}/no-such-page/`)).status).toBe(404);
  });

  it.each([
    ["a name of another site that leads here", { host: "evil.example.org" }, 403],
    ["a name that it was started with", { host: "dashboard.example.org" }, 200],
    ["a page of another site", { origin: "https://evil.example.org" }, 403],
    ["a link on another site", { "sec-fetch-site": "cross-site" }, 403],
    ["nobody in particular", {}, 200],
  ])("answers %s as the guard of the API does", async (_, headers, status) => {
    expect(await statusFor(headers)).toBe(status);
  });

  it("says who has the port when it is taken", async () => {
    const { port } = new URL(served.url);
    const again = serveDashboard({
      app: { name: "shop", description: "A shop." },
      backend: createTestKit({ types: [echo] }).backend,
      place: "in a test",
      ...{ host: "127.0.0.1", port: Number(port), allowHosts: [] },
    });
    await expect(again).rejects.toThrow(new RegExp(`port ${port} on 127.0.0.1 is taken.*--port`));
  });

  it("ends although a page is looked at", async () => {
    const stream = await fetch(served.url, { headers: { accept: "text/event-stream" } });
    const reader = stream.body?.getReader();
    await reader?.read();
    await served.close();
    await expect(fetch(served.url)).rejects.toThrow();
  });
});
