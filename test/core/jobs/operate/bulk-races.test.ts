// A bulk operation whose job moves on before each of its calls to store and queues in turn: nothing is done to a job that does not fit the filter any more.
import { expect, it } from "vitest";
import type { Backend } from "../../../../core/jobs/backend.ts";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { driveBulk } from "../../../../core/jobs/operate/drive-bulk.ts";
import {
  archiveJob,
  type BulkRequest,
  editJob,
  retryJob,
  startBulk,
} from "../../../../core/jobs/operate/inspector.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { aroundCalls } from "../../../../local/around-calls.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";

type Move = {
  of: string;
  request: Pick<BulkRequest, "operation" | "filter"> & Partial<BulkRequest>;
  given: Partial<Job>;
  /** @returns whether the job has moved on. It may reject, when the operation was there first. */
  move(test: TestBackend, id: string): Promise<boolean>;
  /** What must be true of a job that has. */
  check(job: Job, test: TestBackend): void;
};

const dead = { status: "dead", cause: "permanent", endedAt: 1 } as const;

/** Retries it, and receives its message. */
async function runAgain(test: TestBackend, id: string): Promise<void> {
  await retryJob(test.backend, id);
  const { messageId } = test.queues.waiting.find(({ body }) => JSON.parse(body).jobId === id) ?? {};
  const received = test.queues.receive(messageId);
  if (received) await test.consume(received);
}

const claimed = {
  set: { status: "running", claim: { claimId: "c", leaseUntil: 864e13, messageId: "m" } },
  appendAttempt: { startedAt: 1, messageId: "m", receiveCount: 1, requestId: "r" },
} as const;

const moves: Move[] = [
  {
    of: "a delete of dead jobs leaves one that has succeeded since, and its result",
    request: { operation: "delete", filter: { status: ["dead"] } },
    given: dead,
    async move(test, id) {
      await runAgain(test, id);
      return true;
    },
    check(job) {
      expect(job).toMatchObject({ status: "succeeded", request: { name: "a job" } });
      expect(job).not.toHaveProperty("deletedAt");
    },
  },
  {
    of: "a retry of dead jobs leaves one that was archived since",
    request: { operation: "retry", filter: {} },
    given: dead,
    move: async ({ backend }, id) => (await archiveJob(backend, id)).job.redrives.length === 0,
    check(job) {
      expect(job).toMatchObject({ status: "dead", archivedAt: expect.any(Number), redrives: [] });
    },
  },
  {
    of: "a cancellation of queued jobs leaves one that runs by now",
    request: { operation: "cancel", filter: { status: ["queued"] } },
    given: { status: "queued" },
    move: async ({ store }, id) => (await store.update(id, claimed, { status: ["queued"] })) !== undefined,
    check(job) {
      expect(job.status).toBe("running");
      expect(job).not.toHaveProperty("cancelRequestedAt");
    },
  },
  {
    of: "an archive of one cause leaves a job that has died of another since",
    request: { operation: "archive", filter: { cause: ["exhausted"] } },
    given: { ...dead, cause: "exhausted" },
    async move(test, id) {
      test.work.run = async () => {
        throw new PermanentError("another");
      };
      if ((await test.job(id)).archivedAt !== undefined) return false;
      await runAgain(test, id);
      return true;
    },
    check(job) {
      expect(job).toMatchObject({ status: "dead", cause: "permanent" });
      expect(job).not.toHaveProperty("archivedAt");
    },
  },
  {
    of: "a cancellation by the payload leaves a job that has another since",
    request: { operation: "cancel", filter: { where: { name: "a job" } } },
    given: { status: "queued" },
    async move(test, id) {
      await editJob(test.backend, id, { name: "x".repeat(3_000) });
      return true;
    },
    check: (job) => expect(job.status).toBe("queued"),
  },
];

/** @returns how many calls the operation made. */
async function play({ request, given, move, check }: Move, at: number): Promise<number> {
  const test = createTestBackend();
  const id = await test.given({ ...given, createdAt: Date.now() - 1_000 });
  const view = await startBulk(test.backend, request);
  let calls = 0;
  let moved: boolean | undefined;
  const around = async (_: unknown, make: () => Promise<unknown>) => {
    calls++;
    if (calls === at) moved = await move(test, id).catch(() => false);
    return await make();
  };
  const backend: Backend = {
    ...test.backend,
    store: aroundCalls(test.backend.store, around),
    queue: aroundCalls(test.backend.queue, around),
  };
  const bulk = { id: view.id, request: view.request, startedAt: Date.now() + 1 };
  const driven = await driveBulk(backend, bulk, {
    signal: new AbortController().signal,
    hasTime: () => true,
  });
  expect(driven).toMatchObject({ ended: { phase: "ended", failed: 0 } });
  if (moved) check(await test.job(id), test);
  return calls;
}

it.each(moves)("$of", async (scenario) => {
  let calls = 1;
  for (let at = 1; at <= calls; at++) calls = Math.max(calls, await play(scenario, at));
  expect(calls).toBeGreaterThan(5);
});

it("a canary that has moved on is none: the operation goes on with others", async () => {
  const test = createTestBackend();
  const [first = "", ...rest] = await Promise.all(
    [1, 2, 3].map((at) => test.given({ ...dead, createdAt: Date.now() - 1_000 + at })),
  );
  const view = await startBulk(test.backend, { operation: "retry", filter: {}, canary: 1 });
  const bulk = { id: view.id, request: view.request, startedAt: Date.now() + 1 };
  const drive = () =>
    driveBulk(test.backend, bulk, { signal: new AbortController().signal, hasTime: () => true });
  test.store.before("putDocument", () => archiveJob(test.backend, first));
  expect(await drive()).toMatchObject({ because: expect.stringContaining("the first 1") });
  const queued = await Promise.all(rest.map(async (id) => (await test.job(id)).status));
  expect(queued.toSorted()).toEqual(["dead", "queued"]);
  for (let received = test.queues.receive(); received; received = test.queues.receive()) {
    if (!received.body.includes("jobs:bulk")) await test.consume(received);
  }
  expect(await drive()).toMatchObject({ ended: { done: 2, skipped: 1 } });
  expect(await test.job(first)).toMatchObject({ status: "dead", redrives: [] });
});
