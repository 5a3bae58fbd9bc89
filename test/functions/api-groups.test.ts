// The API's routes for groups.
import { beforeEach, describe, expect, it } from "vitest";
import { checkGroups } from "../../core/jobs/index.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";
import { WORK } from "../support/test-backend.ts";
import { START, turn, useStandingTime } from "../support/turn-time.ts";

useStandingTime();

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const job = (name: string) => ({ type: WORK, payload: { name } });
const GROUP = { title: "two topics", jobs: [job("a"), job("b")], followUps: [job("digest")] };
const post = (body: unknown = GROUP, headers: Record<string, string> = {}) =>
  api.ask("POST", "/groups", { body, headers });

describe("POST /groups", () => {
  it("records the group, enqueues its jobs, and answers 202 with where it is found", async () => {
    const answer = await post();
    const { id, jobs } = answer.json() as { id: string; jobs: { id: string }[] };
    expect(answer).toMatchObject({ status: 202, headers: { location: `/groups/${id}` } });
    expect(answer.json()).toMatchObject({
      title: "two topics",
      createdAt: new Date(START).toISOString(),
      counts: { total: 2, succeeded: 0, dead: 0, cancelled: 0, unfinished: 2 },
      followUps: [{ type: WORK, when: "ended", enqueued: false }],
    });
    expect((await api.ask("GET", `/jobs/${jobs[0]?.id}`)).json()).toMatchObject({
      groupId: id,
      status: "queued",
    });
  });

  it("gives the same group for the same Idempotency-Key, and refuses it for another", async () => {
    const headers = { "idempotency-key": "once" };
    const first = await post(GROUP, headers);
    const again = await post(GROUP, headers);
    expect(again.json()).toEqual(first.json());
    expect(again.headers).toMatchObject({ "idempotent-replayed": "true" });
    const other = { body: { ...GROUP, jobs: [job("c")] }, headers };
    await expectRefusal(api, ["POST", "/groups", other], { status: 422, code: "idempotency-conflict" });
  });

  it("is accepted although the store went away while its jobs were enqueued: they come a little later", async () => {
    api.store.fail("create", { times: 1 });
    const answer = await post();
    expect(answer.status).toBe(202);
    await turn(120);
    await checkGroups(api.backend);
    await api.consumeAll();
    await api.consumeAll();
    expect((await api.ask("GET", `/groups/${answer.json().id}`)).json()).toMatchObject({
      counts: { succeeded: 2, unfinished: 0 },
      followUps: [{ enqueued: true }],
    });
  });

  it.each([
    ["no jobs", { jobs: [] }, "jobs"],
    ["an unknown field", { ...GROUP, after: [] }, "after"],
    ["an unknown type", { jobs: [{ type: "none", payload: {} }] }, "jobs[0].type"],
    ["a wrong payload", { jobs: [job("a"), { type: WORK, payload: { name: 1 } }] }, "jobs[1].payload.name"],
  ])("refuses %s, and says where", async (_, body, path) => {
    const problem = await expectRefusal(api, ["POST", "/groups", { body }], {
      status: 400,
      code: "invalid-request",
    });
    expect(problem.errors).toEqual([{ path, message: expect.any(String) }]);
  });
});

describe("GET /groups/{id}", () => {
  it("says how far it is, and which job follows", async () => {
    const { id } = (await post()).json();
    await api.consumeAll();
    const group = (await api.ask("GET", `/groups/${id}`)).json() as { followUps: { id: string }[] };
    expect(group).toMatchObject({ endedAt: expect.any(String), counts: { succeeded: 2 } });
    const digest = (await api.ask("GET", `/jobs/${group.followUps[0]?.id}`)).json();
    expect(digest).toMatchObject({ title: "digest", after: id });
  });

  it("answers 404 for one that is not there", async () => {
    await expectRefusal(api, ["GET", "/groups/grp_none"], { status: 404, code: "group-not-found" });
  });
});
