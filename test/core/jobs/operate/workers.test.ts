// Who runs jobs, and what: told once a minute by the workers themselves, and by each claim.
import { beforeEach, describe, expect, it } from "vitest";
import { listWorkers } from "../../../../core/jobs/operate/workers.ts";
import { createPresence, type WorkerAbout } from "../../../../core/jobs/stats/presence.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import { makeAttempt, makeJob } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend, WORK } from "../../../support/test-backend.ts";
import { START, settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

let test: TestBackend;
const about = (id: string, kind: WorkerAbout["kind"] = "worker"): WorkerAbout => ({
  ...{ id, kind, coldStartMs: 340 },
  since: START - 5_000,
});
const workers = async () => (await listWorkers(test.backend)).workers;
const calls = () => test.store.calls("putDocument") + test.store.calls("getDocument");

describe.each(["memory", "SQLite"])("listWorkers (%s)", (kind) => {
  beforeEach(() => {
    test = createTestBackend();
    if (kind === "SQLite") {
      const options = { file: ":memory:", make: true, settings: test.settings, now: () => Date.now() };
      test.backend.store = createSqliteStore(options);
    }
  });

  it("shows a worker that told of itself, with what it runs and since when", async () => {
    test.backend.workerId = "laptop:7";
    await createPresence(test.backend, about("laptop:7")).announce();
    const { id } = await test.submit("a job");
    test.work.run = () => new Promise(() => {});
    await turn(10);
    void test.deliver();
    await settled();
    await turn(4);
    expect(await listWorkers(test.backend)).toEqual({
      workers: [
        {
          ...about("laptop:7"),
          lastSeenAt: START + 10_000,
          running: [
            {
              ...{ jobId: id, type: WORK, title: "a job", attempt: 1, since: START + 10_000 },
              leaseUntil: expect.any(Number),
            },
          ],
        },
      ],
      complete: true,
    });
  });

  it("shows an environment that has only claimed yet, and claims that name nobody", async () => {
    const running = (by?: string) =>
      test.backend.store.create(
        makeJob({
          status: "running",
          claim: { claimId: "c", leaseUntil: START + 9_000, messageId: "m", ...(by !== undefined && { by }) },
          attempts: [makeAttempt()],
        }),
      );
    await running("0a1b2c");
    await running("0a1b2c");
    await running();
    expect((await workers()).map(({ id, running }) => [id, running.length]).sort()).toEqual([
      ["0a1b2c", 2],
      ["unknown", 1],
    ]);
  });

  it.each([
    ["worker", 180],
    ["dev", 180],
    ["lambda", 900],
  ] as const)("a %s that says nothing is gone after %i seconds", async (which, seconds) => {
    await createPresence(test.backend, about("gone", which)).announce();
    await turn(seconds - 1);
    expect(await workers()).toHaveLength(1);
    await turn(1);
    expect(await workers()).toEqual([]);
  });

  it("one that ends says so", async () => {
    const presence = createPresence(test.backend, about("laptop:7"));
    await presence.announce();
    await presence.leave();
    expect(await workers()).toEqual([]);
  });

  it("one that was frozen until it was forgotten is back with its next job", async () => {
    const presence = createPresence(test.backend, about("frozen", "lambda"));
    await presence.announce();
    await turn(3_600);
    expect(await workers()).toEqual([]);
    await presence.announce();
    expect(await workers()).toMatchObject([{ id: "frozen", lastSeenAt: START + 3_600_000 }]);
  });

  it("one that has the name of another that was killed takes its place", async () => {
    await createPresence(test.backend, about("container:1")).announce();
    await turn(5);
    await createPresence(test.backend, { ...about("container:1"), since: START + 4_000 }).announce();
    expect(await workers()).toMatchObject([{ id: "container:1", since: START + 4_000 }]);
  });
});

describe("a presence", () => {
  beforeEach(() => {
    test = createTestBackend();
  });

  it("is one write a minute, however often it is told", async () => {
    const presence = createPresence(test.backend, about("laptop:7"));
    for (let second = 0; second < 180; second++) {
      await presence.announce();
      await turn(1);
    }
    expect(calls()).toBe(3);
  });

  it("that cannot be written holds nobody up, and is written a minute later", async () => {
    const presence = createPresence(test.backend, about("laptop:7"));
    test.store.fail("putDocument", { times: 1 });
    await presence.announce();
    expect(test.logs.one("presence not written")).toMatchObject({ level: "warn" });
    await turn(60);
    await presence.announce();
    expect(await workers()).toHaveLength(1);
    const release = test.store.hold("putDocument");
    await turn(60);
    const announced = presence.announce();
    await turn(2);
    await announced;
    release();
  });
});

it("a claim costs no request more for the name in it", async () => {
  test = createTestBackend();
  const callsOf = async () => {
    const before = test.store.calls("update");
    await test.submit();
    await test.deliver();
    return test.store.calls("update") - before;
  };
  const without = await callsOf();
  test.backend.workerId = "laptop:7";
  expect(await callsOf()).toBe(without);
});
