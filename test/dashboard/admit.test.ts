// Who may ask the dashboard for what.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SESSION_SECONDS } from "../../dashboard/session.ts";
import { askDashboard, cookieOf, echo, ORIGIN } from "./ask.ts";

describe("a page", () => {
  it("may load nothing but the dashboard's own files, stands in no frame, and is kept by no cache", async () => {
    const { headers } = await askDashboard().ask("");
    expect(headers.get("content-security-policy")?.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "frame-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  it("has no script and no style in itself", async () => {
    const { page } = askDashboard();
    for (const path of ["", "/jobs", "/dead"]) {
      const markup = await page(path);
      expect(markup).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
      expect(markup.match(/<script(?![^>]* src=)/g)).toBeNull();
    }
  });

  it("loads files that name their content, and may be kept for good", async () => {
    const { page, ask } = askDashboard();
    const paths = [...(await page("")).matchAll(/(?:src|href)="\/dashboard(\/assets\/[^"]+)"/g)].map(
      ([, path]) => path ?? "",
    );
    expect(paths.map((path) => path.split("/").at(-1)).sort()).toEqual(
      expect.arrayContaining(["dashboard.css", "dashboard.js", "icon.svg", "idiomorph.js"]),
    );
    for (const path of paths) {
      const response = await ask(path);
      expect([path, response.status, response.headers.get("cache-control")]).toEqual([
        path,
        200,
        "public, max-age=31536000, immutable",
      ]);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
    expect((await ask("/assets/another-hash/dashboard.css")).status).toBe(404);
    expect((await ask("/assets/x/..%2F..%2Fpackage.json")).status).toBe(404);
  });
});

describe("a change", () => {
  const pause = { action: "pause" };

  it("that one of the dashboard's own pages asks for is made, and the reader is sent back with a note", async () => {
    const { post, page } = askDashboard();
    const response = await post("", pause);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/dashboard"]);
    expect(await page("", { cookie: cookieOf(response) })).toContain("Paused: what runs comes to its end");
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://example.org" }],
    ["another server of this machine", { "sec-fetch-site": "same-site", origin: "http://localhost:8080" }],
    ["an old browser on another site", { "sec-fetch-site": "", origin: "https://example.org" }],
    ["a page without an origin", { "sec-fetch-site": "cross-site", origin: "null" }],
  ])("that %s asks for is refused", async (_, headers) => {
    const { post, page } = askDashboard();
    expect((await post("", pause, headers)).status).toBe(403);
    expect(await page("")).not.toContain("consumer is paused");
  });

  it.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json",
    "application/octet-stream",
    "",
  ])(
    "that another server's page asks for is refused as %j too, and so is one that says nothing of its page",
    async (type) => {
      const { ask, page } = askDashboard();
      for (const from of [{ "sec-fetch-site": "same-site", origin: "http://localhost:8080" }, {}]) {
        const body = new TextEncoder().encode("action=pause");
        const headers = { ...from, ...(type && { "content-type": type }) };
        const response = await ask("", { method: "POST", body, headers });
        expect(response.status).toBe(403);
        expect(await response.text()).toBe(
          "Nothing was changed: a change must come from a page of the dashboard at this address.",
        );
      }
      expect(await page("")).not.toContain("consumer is paused");
    },
  );

  it("that is too large is refused, in words that the page shows where it was tried", async () => {
    const { post } = askDashboard();
    const response = await post("", { action: "pause", ballast: "x".repeat(1_100_000) });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      413,
      "text/plain; charset=UTF-8",
    ]);
    expect(await response.text()).toBe(
      "Nothing was changed: what was sent is larger than the 1.0 MB that this form takes.",
    );
  });

  it.each(["constructor", "toString", "", "no-such-action"])(
    "that is no action, %j, changes nothing and says so",
    async (action) => {
      const { post, page } = askDashboard();
      const response = await post("", { action });
      expect(response.status).toBe(303);
      expect(await page("", { cookie: cookieOf(response) })).toContain("this page has no action");
    },
  );
});

describe("a read-only dashboard", () => {
  it("refuses every change, and says how it was started", async () => {
    const { post, page, kit } = askDashboard({ readOnly: true });
    const { job } = await kit.work(echo, { say: "hello" });
    for (const [path, action] of [
      ["", "pause"],
      [`/jobs/${job.id}`, "delete"],
    ] as const) {
      const response = await post(path, { action });
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("--read-only");
    }
    expect(kit.jobs()).toHaveLength(1);
    expect(await page(`/jobs/${job.id}`)).toContain("hello");
  });

  it("has no button that changes something", async () => {
    const { page, kit } = askDashboard({ readOnly: true });
    const { job } = await kit.work(echo, { say: "hello" });
    for (const path of ["", "/jobs", `/jobs/${job.id}`, "/dead"]) {
      expect(await page(path)).not.toMatch(/<form[^>]*method="post"/);
    }
  });
});

describe("a token", () => {
  const TOKEN = "a-long-token-of-the-api";
  const tokens = [TOKEN, "the-one-before"];
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "setTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  const login = async (asked: ReturnType<typeof askDashboard>, fields: Record<string, string>) => {
    const answer = asked.post("/login", fields);
    await vi.advanceTimersByTimeAsync(1_000);
    return await answer;
  };

  it("is asked for on every page, and what is behind it is not shown", async () => {
    const { ask, kit } = askDashboard({ tokens });
    const { job } = await kit.work(echo, { say: "a secret" });
    for (const path of [
      "",
      "/jobs",
      `/jobs/${job.id}`,
      "/dead",
      "/find?q=secret",
      `/jobs/${job.id}/result`,
      "/nothing",
      "/assets",
      "/assets/nothing",
      "/assets/another-hash/dashboard.css",
      "/assets/x/..%2F..%2Fjobs",
    ]) {
      const response = await ask(path);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 401]);
      expect(text).toContain('type="password"');
      expect(text).not.toContain("a secret");
    }
  });

  it.each(["/", "/nothing", "//example.org/dashboard", "/dashboards", "/metrics/"])(
    "keeps what is known of the jobs from who asks for %s, which is not here",
    async (path) => {
      const { dashboard } = askDashboard({ tokens, place: "stage production" });
      const response = await dashboard.fetch(new Request(ORIGIN + path));
      expect([response.status, response.headers.get("content-type")]).toEqual([
        404,
        "text/plain; charset=utf-8",
      ]);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(await response.text()).toBe("There is nothing here: the dashboard is at /dashboard.");
    },
  );

  it("opens the dashboard for twelve hours, in a cookie that no script reads and no other site sends", async () => {
    const asked = askDashboard({ tokens });
    const response = await login(asked, { token: TOKEN, to: "/dashboard/jobs?status=dead" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/dashboard/jobs?status=dead"]);
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/; Max-Age=43200; Path=\/dashboard; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    expect((await asked.ask("/jobs", { headers: { cookie: cookieOf(response) } })).status).toBe(200);

    vi.setSystemTime(Date.now() + SESSION_SECONDS * 1_000);
    expect((await asked.ask("/jobs", { headers: { cookie: cookieOf(response) } })).status).toBe(401);
  });

  it("is read from a form of at most 16 KB, so that a stranger's words fill no memory", async () => {
    const { post } = askDashboard({ tokens });
    const response = await post("/login", { token: "x".repeat(17_000), to: "/dashboard" });
    expect([response.status, response.headers.getSetCookie()]).toEqual([413, []]);
  });

  it("that is wrong opens nothing", async () => {
    const asked = askDashboard({ tokens });
    const response = await login(asked, { token: `${TOKEN}!`, to: "/dashboard" });
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain("This is not the token");
  });

  it("that is withdrawn ends the sessions that were opened with it", async () => {
    const before = await login(askDashboard({ tokens }), { token: "the-one-before", to: "/dashboard" });
    const after = askDashboard({ tokens: [TOKEN] });
    expect((await after.ask("", { headers: { cookie: cookieOf(before) } })).status).toBe(401);
  });

  it.each([
    "https://example.org/",
    "//example.org",
    "/\\example.org",
    "/dashboardx",
    "/dashboard\\..",
    "/dashboard/\r\nset-cookie: a=b",
    "/dashboard/海",
    "",
    "/briefings",
  ])("sends nobody to %j after the login", async (to) => {
    const response = await login(askDashboard({ tokens }), { token: TOKEN, to });
    expect(response.headers.get("location")).toBe("/dashboard");
  });

  it("is asked for at an address of its own too, which leads to the first page", async () => {
    const asked = askDashboard({ tokens });
    const cookie = cookieOf(await login(asked, { token: TOKEN, to: "/dashboard/login" }));
    for (const headers of [{ cookie }, {}]) {
      const response = await asked.ask("/login", { headers });
      expect([response.status, response.headers.get("location")]).toEqual([302, "/dashboard"]);
    }
    expect((await askDashboard().post("/login", { token: "any" })).headers.get("location")).toBe(
      "/dashboard",
    );
  });

  it("in the header opens it for a program", async () => {
    const { ask } = askDashboard({ tokens });
    const status = async (authorization: string) =>
      (await ask("/jobs", { headers: { authorization } })).status;
    expect(await status(`Bearer ${TOKEN}`)).toBe(200);
    expect(await status("Bearer wrong")).toBe(401);
  });

  it.each([
    [
      "another expiry",
      (cookie: string) => cookie.replace(/=(\d)/, (_, digit: string) => `=${(Number(digit) + 1) % 10}`),
    ],
    ["no signature", (cookie: string) => cookie.replace(/\..*/, ".")],
    ["nothing", () => "dashboard-session="],
  ])("has signed its cookie: with %s it opens nothing", async (_, change) => {
    const asked = askDashboard({ tokens });
    const cookie = cookieOf(await login(asked, { token: TOKEN, to: "/dashboard" }));
    expect((await asked.ask("", { headers: { cookie: change(cookie) } })).status).toBe(401);
  });

  it("is no reason to let another site in", async () => {
    const { post } = askDashboard({ tokens });
    const headers = { "sec-fetch-site": "cross-site", origin: "https://example.org" };
    expect((await post("/login", { token: TOKEN, to: "/dashboard" }, headers)).status).toBe(403);
  });

  it("ends with the log out", async () => {
    const asked = askDashboard({ tokens });
    const cookie = cookieOf(await login(asked, { token: TOKEN, to: "/dashboard" }));
    const response = await asked.post("/logout", {}, { cookie });
    expect(response.headers.getSetCookie()[0]).toMatch(/^dashboard-session=; Max-Age=0; Path=\/dashboard/);
  });
});

it("tells where it is, and that it is read-only", async () => {
  expect(await askDashboard({ place: "stage production", readOnly: true }).page("")).toMatch(
    /stage production · .*read-only/,
  );
});
