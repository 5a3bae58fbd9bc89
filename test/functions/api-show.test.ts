// GET /briefings/{id}: the job and its briefing, in the representation that fits.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../core/jobs/errors.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { START, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const submitted = async (): Promise<string> => String((await api.submit()).json().id);
const show = (id: string, accept = "application/json") =>
  api.ask("GET", `/briefings/${id}`, { headers: { accept } });

describe("GET /briefings/{id}", () => {
  it("has the briefing once it is made, as JSON, Markdown and HTML", async () => {
    const id = await submitted();
    await api.consumeAll();
    const json = await show(id);
    expect(json.json()).toMatchObject({
      status: "succeeded",
      attempts: [{ number: 1, outcome: "succeeded" }],
      briefing: { version: 1, topic: "Offshore wind" },
    });
    const markdown = await show(id, "text/markdown");
    expect(markdown).toMatchObject({
      status: 200,
      headers: { "content-type": "text/markdown; charset=utf-8", vary: "accept" },
    });
    expect(markdown.text).toMatch(/^# /);
    const html = await show(id, "text/html");
    expect(html).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
    expect(html.text).toContain("<h1");
  });

  it.each([
    ["nothing", undefined, "application/json"],
    ["anything", "*/*", "application/json"],
    ["a browser's wishes", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"],
    ["any text", "text/*", "text/markdown; charset=utf-8"],
    ["Markdown rather than JSON", "application/json;q=0.5, text/markdown", "text/markdown; charset=utf-8"],
    ["no Markdown", "text/markdown;q=0, application/json", "application/json"],
  ])("gives a caller who accepts %s the best fit", async (_, accept, type) => {
    const id = await submitted();
    await api.consumeAll();
    const answer = await api.ask(
      "GET",
      `/briefings/${id}`,
      accept === undefined ? {} : { headers: { accept } },
    );
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": type } });
  });

  it("shows a running job with its progress", async () => {
    const id = await submitted();
    await api.store.update(
      id,
      { set: { status: "running", progress: { stage: "reading", done: 3, total: 8, at: START } } },
      {},
    );
    expect((await show(id)).json()).toMatchObject({
      status: "running",
      progress: { stage: "reading", done: 3, total: 8, at: new Date(START).toISOString() },
    });
  });

  it("shows why a job is retrying or dead, but no stack", async () => {
    const id = await submitted();
    const type = api.backend.registry.get("briefing:generate");
    if (!type) throw new Error("no type");
    const run = type.run;
    type.run = async () => {
      throw new PermanentError("the source is gone");
    };
    await api.deliver();
    type.run = run;
    const answer = await show(id);
    expect(answer.json()).toMatchObject({
      status: "dead",
      cause: "permanent",
      endedAt: new Date(START).toISOString(),
      attempts: [
        {
          outcome: "failed",
          error: { name: "PermanentError", message: "the source is gone", permanent: true },
        },
      ],
    });
    expect(answer.text).not.toContain("stack");
    expect(answer.text).not.toContain("api.test.ts");
  });

  it("answers 409 to who wants Markdown of what is not made yet, with a time to come back", async () => {
    const id = await submitted();
    const answer = await show(id, "text/markdown");
    expect(answer).toMatchObject({ status: 409, headers: { "retry-after": "5" } });
    expect(answer.json()).toMatchObject({ code: "not-finished", jobId: id, jobStatus: "queued" });
    await api.ask("DELETE", `/briefings/${id}`);
    const cancelled = await show(id, "text/markdown");
    expect(cancelled.status).toBe(409);
    expect(cancelled.headers).not.toHaveProperty("retry-after");
  });

  it("takes a path with a slash at its end, and an id that is percent-encoded", async () => {
    const id = await submitted();
    expect(await api.ask("GET", `/briefings/${id}/`)).toMatchObject({ status: 200 });
    expect(await api.ask("GET", `/briefings/${id.replace("_", "%5F")}`)).toMatchObject({ status: 200 });
  });
});
