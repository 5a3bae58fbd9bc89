// A bulk operation with a fault at each of its calls to store and queues in turn: it comes to its end, and no job is done twice or left out.
import { beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../../../core/jobs/backend.ts";
import { recoverJobs } from "../../../../core/jobs/care/recover.ts";
import { SnoozeError, StoreError } from "../../../../core/jobs/errors.ts";
import { type BulkOperation, getBulk, startBulk } from "../../../../core/jobs/operate/inspector.ts";
import { runBulk } from "../../../../core/jobs/operate/run-bulk.ts";
import type { Job } from "../../../../core/jobs/record/job.ts";
import { consumeMessage } from "../../../../core/jobs/run/consume.ts";
import { aroundCalls } from "../../../../local/around-calls.ts";
import { CALL_FAULTS, failEachCall, faultyProcess, type Strike } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { settled, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const restOfContext = {
  attempt: 1,
  signal: new AbortController().signal,
  reportProgress: () => {},
  step: async () => {
    throw new Error("an operation has no steps");
  },
};

const JOBS = 4;
const HOUR = 3_600;

let test: TestBackend;
beforeEach(() => {
  test = createTestBackend();
});

/** One receive of one message, in a process with this backend; it may not answer. */
async function deliverOne(backend: Backend): Promise<boolean> {
  const received = test.queues.receive();
  if (!received) return false;
  const consumed = consumeMessage(backend, received, test.invocation());
  let ended = false;
  void consumed.then(() => {
    ended = true;
  });
  await settled();
  // The writes of an attempt's end are tried again after pauses.
  for (let seconds = 0; !ended && seconds < 60; seconds++) await turn(1);
  if (ended && !(await consumed).failed) test.queues.remove(received.receiptHandle);
  return true;
}

/** No fault any more: everything that waits comes to its end. */
async function drain(bulkId: string) {
  for (let hours = 0; hours < 40; hours++) {
    while (await deliverOne(test.backend));
    const view = await getBulk(test.backend, bulkId);
    const jobs = test.backend.store;
    const statuses = await Promise.all(
      (await test.records()).map(async ({ id }) => (await jobs.get(id))?.status ?? "gone"),
    );
    const open = statuses.filter((status) => !["succeeded", "cancelled", "dead", "gone"].includes(status));
    if (view.endedAt !== undefined && open.length === 0) return view;
    await turn(HOUR);
    await recoverJobs(test.backend);
  }
  throw new Error("it never came to its end");
}

const operations: Record<BulkOperation, { given: Partial<Job>; check(job: Job, bulkId: string): void }> = {
  retry: {
    given: { status: "dead", cause: "permanent" },
    check(job, bulkId) {
      expect(job.status).toBe("succeeded");
      expect(job.redrives.map(({ by }) => by)).toEqual([bulkId]);
      expect(job.attempts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(1);
      expect(job.generation).toBe(1);
    },
  },
  archive: {
    given: { status: "dead", cause: "permanent" },
    check: (job) => expect(job).toMatchObject({ status: "dead", archivedAt: expect.any(Number) }),
  },
  unarchive: {
    given: { status: "dead", cause: "permanent", archivedAt: 1 },
    check(job) {
      expect(job.status).toBe("dead");
      expect(job).not.toHaveProperty("archivedAt");
    },
  },
  cancel: { given: { status: "queued" }, check: (job) => expect(job.status).toBe("cancelled") },
  delete: { given: { status: "dead" }, check: (job) => expect(job.deletedAt).toEqual(expect.any(Number)) },
};

async function play(operation: BulkOperation, plan: Strike) {
  test = createTestBackend();
  const { given, check } = operations[operation];
  const ids: string[] = [];
  for (let made = 0; made < JOBS; made++) {
    const id = await test.given({ ...given, createdAt: Date.now() - 1_000 + made });
    if (given.status === "dead") test.queues.putDead(JSON.stringify({ v: 1, type: "test:work", jobId: id }));
    ids.push(id);
  }
  const { id } = await startBulk(test.backend, { operation, filter: {} });
  const process = faultyProcess(test.backend, plan);
  await deliverOne(process.backend);
  const view = await drain(id);
  const said = `${operation}, ${plan.fault} at call ${plan.at}: ${JSON.stringify(view)}`;
  expect(view, said).toMatchObject({ status: "done", counts: { done: JOBS, failed: 0, skipped: 0 } });
  for (const jobId of ids) check(await test.job(jobId), id);
  // Each job ran once at most, and whatever is left in the dead-letter queue is of no job that would run.
  expect(test.runs.length, said).toBe(operation === "retry" ? JOBS : 0);
  return process;
}

describe.each(Object.keys(operations) as BulkOperation[])("all that match: %s", (operation) => {
  it.each(CALL_FAULTS)("whatever call it is that is %s", async (fault) => {
    expect(await failEachCall(fault, (plan) => play(operation, plan))).toBeGreaterThan(10);
  });
});

it("a canary is counted once, whatever call of its run fails", async () => {
  const rounds = await failEachCall("killed", async (plan) => {
    test = createTestBackend();
    for (let made = 0; made < JOBS; made++) {
      await test.given({ status: "dead", cause: "permanent", createdAt: Date.now() - 1_000 + made });
    }
    const { id } = await startBulk(test.backend, { operation: "retry", filter: {}, canary: 2 });
    const process = faultyProcess(test.backend, plan);
    await deliverOne(process.backend);
    expect(await drain(id)).toMatchObject({ status: "done", counts: { done: JOBS, failed: 0 } });
    expect(test.runs).toHaveLength(JOBS);
    return process;
  });
  expect(rounds).toBeGreaterThan(10);
});

it.each(["archive", "retry"] as const)(
  "%s comes to its end although each tenth call to the store fails, in few runs and without a failed attempt",
  async (operation) => {
    const ids: string[] = [];
    for (let made = 0; made < 120; made++)
      ids.push(
        await test.given({ status: "dead", cause: "permanent", createdAt: Date.now() - 1_000 + made }),
      );
    const { id } = await startBulk(test.backend, { operation, filter: {} });
    let calls = 0;
    const store = aroundCalls(test.backend.store, async (_, make) => {
      if (++calls % 10 === 0) throw new StoreError("store-unavailable", "away for a moment");
      return await make();
    });
    const context = { backend: { ...test.backend, store }, jobId: id, ...restOfContext };
    let runs = 0;
    for (let ended = false; !ended; ) {
      expect(++runs).toBeLessThan(60);
      ended = await runBulk({ operation, filter: {} }, context).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(SnoozeError);
          return false;
        },
      );
    }
    expect(await getBulk(test.backend, id)).toMatchObject({ counts: { done: 120, failed: 0, skipped: 0 } });
  },
);
