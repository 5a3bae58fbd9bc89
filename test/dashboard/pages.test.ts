// What every page does alike: not found, out of reach, kept up to date.
import { afterEach, describe, expect, it, vi } from "vitest";
import { enqueue, StoreError } from "../../core/jobs/index.ts";
import { deadInbox, describeQueues } from "../../core/jobs/operate/inspector.ts";
import { MOST_STREAMS, pauseAfter, STALLED_MS } from "../../dashboard/live.ts";
import { matterList, mattersOf } from "../../dashboard/parts/attention.ts";
import { askDashboard, cookieOf, echo } from "./ask.ts";

describe("an address without a page", () => {
  it.each(["/nothing", "/jobs/tst_nothing"])("%s answers 404, within the layout", async (path) => {
    const { ask } = askDashboard();
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('aria-label="Pages"');
  });
});

describe("an operation on all that match", () => {
  it("stands among the jobs, and in the palette, only where it is named", async () => {
    const { kit, page, post } = askDashboard();
    await kit.work(echo, { say: "bulk of paper", fail: true }).catch(() => {});
    const started = await post("/bulk", { action: "start", operation: "archive", type: echo.name });
    const id = /blk_\w+/.exec(started.headers.get("location") ?? "")?.[0] ?? "";
    expect(id).toMatch(/^blk_/);
    expect(await page("/jobs")).toContain("bulk of paper");
    expect(await page("/jobs")).not.toContain(id);
    expect(await page("/find?q=bulk")).not.toContain(id);
    expect(await page("/jobs?type=jobs:bulk")).toContain(id);
    expect(await page(`/find?q=${id}`)).toContain(id);
  });
});

describe("a canary", () => {
  it.each(["abc", "-1", "1.5", "0"])("of %j is none, and nothing begins without it", async (canary) => {
    const { kit, post } = askDashboard();
    await kit.work(echo, { say: "out of paper", fail: true });
    const fields = { action: "start", operation: "retry", type: echo.name, canary };
    const response = await post("/bulk", fields);
    expect(response.headers.get("location")).toBe("/dashboard/bulk");
    expect(kit.jobs().map(({ type }) => type)).toEqual([echo.name]);
  });
});

describe("a note", () => {
  it("is cut to what a browser keeps in a cookie, in whatever script it is", async () => {
    const { kit, page, post } = askDashboard();
    const say = "海".repeat(500);
    const { job } = await kit.work(echo, { say, fail: true });
    const response = await post(`/jobs/${job.id}`, { action: "archive" });
    const [archived = ""] = response.headers.getSetCookie();
    expect(archived.split(";")[0]?.length).toBeLessThan(4_096);
    const retried = await post(`/jobs/${job.id}`, { action: "retry" });
    const [cookie = ""] = retried.headers.getSetCookie();
    expect(cookie.split(";")[0]?.length).toBeLessThan(4_096);
    const shown = await page(`/jobs/${job.id}`, { cookie: cookieOf(retried) });
    expect(shown).toMatch(/<div class="banner done">.*<p>海{300}…<\/p>/s);
  });
});

describe("a note that another server of this machine has written", () => {
  it("is not shown: its button might be any", async () => {
    const { page, post } = askDashboard();
    const undo = { label: "Resume", path: "/jobs/tst_1", action: "delete" };
    const forged = JSON.stringify({ kind: "done", text: "Paused by mistake.", undo });
    const own = cookieOf(await post("", { action: "pause" }));
    for (const value of [forged, `${forged}.c2lnbmF0dXJl`, own.split("=")[1]?.replace("Paused", "Resumed")]) {
      expect(await page("", { cookie: `dashboard-note=${encodeURIComponent(value ?? "")}` })).not.toMatch(
        /Paused by mistake|Resumed: what runs/,
      );
    }
    expect(await page("", { cookie: own })).toContain("Paused: what runs comes to its end");
  });
});

describe("what needs a person", () => {
  it("says of dead jobs that were not all read that there are more", async () => {
    const { kit } = askDashboard();
    const { backend } = kit;
    for (let count = 0; count < 120; count++) await kit.work(echo, { say: "out of paper", fail: true });
    const queues = await describeQueues(backend);
    const tell = async (hasTime: () => boolean) => {
      const inbox = await deadInbox(backend, { look: false, hasTime });
      return matterList(mattersOf({ queues, inbox, slots: [], findings: [] }, backend.now())).toString();
    };
    expect(await tell(() => true)).toMatch(/<b>120 jobs<\/b> of test:echo died/);
    expect(await tell(() => true)).not.toContain("Open the inbox");
    expect(await tell(() => false)).toMatch(/<b>At least 100 jobs<\/b> of test:echo died/);
    expect(await tell(() => false)).toMatch(/<b>More<\/b> dead jobs.*Open the inbox/);
  });
});

describe("a job's page", () => {
  it("names the system in the command that replays the job", async () => {
    const { kit, page } = askDashboard({ command: (words) => `npx shop ${words} --stage alice` });
    const { id } = (await enqueue(kit.backend, echo, { say: "hello" })).job;
    expect(await page(`/jobs/${id}`)).toContain(`npx shop jobs replay ${id} --stage alice`);
  });
});

describe("a job whose dead letter may not be deleted", () => {
  it.each(["archive", "delete", "retry"])("says so with what became of it (%s)", async (action) => {
    const { kit, post } = askDashboard();
    const { id } = (await kit.work(echo, { say: "out of paper", fail: true })).job;
    kit.queues.putDead(JSON.stringify({ v: 1, type: echo.name, jobId: id }));
    kit.queues.fail("delete", { error: new Error("not authorized: sqs:DeleteMessage") });
    const note = decodeURIComponent(cookieOf(await post(`/jobs/${id}`, { action })));
    expect(note).toContain(
      "Its old message is still in the dead-letter queue, and does no harm (not authorized: sqs:DeleteMessage).",
    );
  });
});

describe("a store out of reach", () => {
  it("is told of on the page, which tries again by itself", async () => {
    const { kit, ask } = askDashboard();
    kit.store.fail("search", {
      error: new StoreError("store-locked", "jobs.sqlite is locked; end what holds it"),
    });
    const response = await ask("/jobs");
    const markup = await response.text();
    expect(response.status).toBe(503);
    expect(markup).toContain("jobs.sqlite is locked");
    expect(markup).toContain('data-live="/dashboard/jobs"');
  });
});

describe("an answer that is no page", () => {
  it("says what is not there, within the layout", async () => {
    const { kit, ask } = askDashboard();
    const { job } = await kit.work(echo, { say: "hello" });
    for (const path of ["/jobs/tst_nothing/result", `/jobs/${job.id}/result`]) {
      const response = await ask(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain('aria-label="Pages"');
    }
  });

  it("says in words why it cannot be made, and leaves what is our fault to the log", async () => {
    const { kit, ask } = askDashboard();
    kit.store.fail("search", { times: 1, error: new StoreError("store-locked", "it is locked") });
    const locked = await ask("/find?q=hello");
    expect([locked.status, await locked.text()]).toEqual([503, "it is locked"]);
    kit.store.fail("search", { times: 1, error: new TypeError("a secret of the code") });
    const failed = await ask("/find?q=hello");
    expect([failed.status, await failed.text()]).toEqual([
      500,
      "That went wrong, and it is our fault: the log of the dashboard says why.",
    ]);
  });
});

describe("the settings while the store is out of reach", () => {
  it("show what the doctor found, and say of each part why it is not known", async () => {
    const { kit, ask } = askDashboard();
    for (const call of ["ping", "list", "listDocuments", "getDocument", "search"] as const) {
      kit.store.fail(call, { error: new StoreError("store-unavailable", "the table is away") });
    }
    const response = await ask("/settings");
    const markup = await response.text();
    expect(response.status).toBe(200);
    expect(markup).toContain("<b>store</b> the job store: the table is away");
    expect(markup).toContain('<h2>Breakers</h2><p class="error">the table is away</p>');
  });
});

describe("the stream of a page", () => {
  afterEach(() => void vi.useRealTimers());

  /** Reads events until `fits` does. */
  async function* events(response: Response) {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        yield text.slice(0, end);
        text = text.slice(end + 2);
      }
    }
  }
  const stream = { headers: { accept: "text/event-stream" } };

  it("is kept by no cache, and held back by no server between", async () => {
    const { ask, dashboard } = askDashboard({ liveMs: 1 });
    const { headers, body } = await ask("/jobs", stream);
    expect([headers.get("cache-control"), headers.get("x-accel-buffering")]).toEqual(["no-store", "no"]);
    await body?.cancel();
    dashboard.close();
  });

  it("sends the page, and again when it has changed", async () => {
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    const shown = events(await ask("/jobs", stream));
    expect((await shown.next()).value).toMatch(/^event: page\ndata: <!doctype html>/);
    await kit.work(echo, { say: "a new one" });
    expect((await shown.next()).value).toContain("a new one");
    dashboard.close();
  });

  it("tells why the page could not be made, and goes on", async () => {
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    kit.store.fail("search", { times: 1, error: new StoreError("store-locked", "it is locked") });
    const shown = events(await ask("/jobs", stream));
    expect((await shown.next()).value).toBe("event: trouble\ndata: it is locked");
    expect((await shown.next()).value).toMatch(/^event: page/);
    dashboard.close();
  });

  it("that is one too many sends the page once and says so, and there is room when another has ended", async () => {
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    const followed = await Promise.all(Array.from({ length: MOST_STREAMS }, () => ask("/jobs", stream)));
    const readers = followed.map((response) => events(response));
    for (const reader of readers) expect((await reader.next()).value).toMatch(/^event: page/);
    const tooMany = events(await ask("/jobs", stream));
    expect((await tooMany.next()).value).toMatch(/^event: page/);
    expect(await tooMany.next()).toEqual({ done: false, value: `event: full\ndata: ${MOST_STREAMS}` });
    expect((await tooMany.next()).done).toBe(true);

    await readers[0]?.return(undefined);
    await vi.waitFor(async () => {
      const next = events(await ask("/jobs", stream));
      await next.next();
      await kit.work(echo, { say: "a new one" });
      expect((await next.next()).value).toContain("a new one");
    });
    dashboard.close();
  });

  it("leaves its place at once when its reader is gone, whatever is rendered just then", async () => {
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    const followed = await Promise.all(Array.from({ length: MOST_STREAMS }, () => ask("/jobs", stream)));
    const readers = followed.map((response) => events(response));
    for (const reader of readers) await reader.next();
    const reading = Promise.withResolvers<void>();
    const search = kit.backend.store.search;
    const busy = vi.spyOn(kit.backend.store, "search").mockImplementation(async (query) => {
      await reading.promise;
      return await search.call(kit.backend.store, query);
    });
    await vi.waitFor(() => expect(busy.mock.calls.length).toBe(MOST_STREAMS));
    await Promise.all(readers.map((reader) => reader.return(undefined)));
    busy.mockRestore();
    const shown = events(await ask("/jobs", stream));
    expect((await shown.next()).value).toMatch(/^event: page/);
    await kit.work(echo, { say: "a new one" });
    expect((await shown.next()).value).toContain("a new one");
    reading.resolve();
    dashboard.close();
  });

  it("pauses for four times as long as a rendering took, as long as its page wants, and 10 s after a slow one", () => {
    expect(pauseAfter(500, 1_000)).toBe(2_000);
    expect(pauseAfter(5, 1_000)).toBe(1_000);
    expect(pauseAfter(7_000, 1_000)).toBe(10_000);
    expect(pauseAfter(7_000, 15_000)).toBe(15_000);
  });

  it("is none for who asks for the head alone", async () => {
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    for (let asked = 0; asked <= MOST_STREAMS; asked++) {
      expect((await ask("/jobs", { ...stream, method: "HEAD" })).status).toBe(200);
    }
    const shown = events(await ask("/jobs", stream));
    expect((await shown.next()).value).toMatch(/^event: page/);
    await kit.work(echo, { say: "a new one" });
    expect((await shown.next()).value).toContain("a new one");
    dashboard.close();
  });

  it("ends for a reader who takes nothing of it, and makes room for others", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { kit, ask, dashboard } = askDashboard({ liveMs: 1 });
    const stalled = await Promise.all(Array.from({ length: MOST_STREAMS }, () => ask("/jobs", stream)));
    // The first page is on its way to each of them; the next one waits to be taken.
    await kit.work(echo, { say: "a new one" });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(stalled.length));
    await vi.advanceTimersByTimeAsync(STALLED_MS);
    const shown = events(await ask("/jobs", stream));
    expect((await shown.next()).value).toMatch(/^event: page/);
    await kit.work(echo, { say: "another" });
    expect((await shown.next()).value).toContain("another");
    dashboard.close();
  });

  it("ends when the dashboard closes", async () => {
    const { ask, dashboard } = askDashboard({ liveMs: 1 });
    const shown = events(await ask("/jobs", stream));
    await shown.next();
    dashboard.close();
    let last = await shown.next();
    while (!last.done) last = await shown.next();
    expect(last.done).toBe(true);
  });
});
