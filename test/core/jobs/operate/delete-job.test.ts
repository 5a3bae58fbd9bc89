// Deleting a job with a fault, or a retry, at each of its calls in turn: all of its data goes, or none.
import { expect, it } from "vitest";
import { deleteJob, getJob } from "../../../../core/jobs/index.ts";
import { editJob, retryJob } from "../../../../core/jobs/operate/inspector.ts";
import { aroundCalls } from "../../../../local/around-calls.ts";
import { CALL_FAULTS, failEachCall, faultyProcess } from "../../../support/faulty-calls.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";

const large = (letter: string) => ({ name: letter.repeat(3_000), parts: [] });

/** Dead, with a large payload, the one before, a step, and the result of an attempt that could not be recorded. */
async function makeDead(test: TestBackend): Promise<string> {
  const id = await test.given({ status: "dead", cause: "permanent", endedAt: 1, title: "a secret" });
  await editJob(test.backend, id, large("a"));
  await editJob(test.backend, id, large("b"));
  await test.store.putStep(id, "fetch#1", { result: "a secret" });
  await test.store.putResult(id, "a secret");
  const steps = [{ name: "fetch", key: "fetch#1", at: 1, bytes: 10 }];
  await test.store.update(id, { set: { steps } }, {});
  return id;
}

/** Its items, as they were named before it was deleted. */
async function itemsOf({ store }: TestBackend, id: string, hashes: readonly string[]) {
  const requests = await Promise.all(hashes.map((hash) => store.getRequest(id, hash)));
  return [...requests, await store.getStep(id, "fetch#1")].filter((item) => item !== undefined);
}

async function hashesOf(test: TestBackend, id: string): Promise<string[]> {
  const { requestHash, edits = [] } = await test.job(id);
  return [requestHash, ...edits.slice(1).map((edit) => edit.requestHash)];
}

async function expectGone(test: TestBackend, id: string, hashes: readonly string[]): Promise<void> {
  expect(await itemsOf(test, id, hashes)).toEqual([]);
  expect(await test.store.getResult(id)).toBeUndefined();
  const record = await test.job(id);
  expect(record).toMatchObject({ deletedAt: expect.any(Number), request: null, title: "" });
  for (const field of ["steps", "edits", "requestBytes"]) expect(record).not.toHaveProperty(field);
  await expect(deleteJob(test.backend, id)).rejects.toMatchObject({ code: "job-not-found" });
}

it("takes its payload, those before, its steps and what an attempt left", async () => {
  const test = createTestBackend();
  const id = await makeDead(test);
  const hashes = await hashesOf(test, id);
  expect(await itemsOf(test, id, hashes)).toHaveLength(3);
  await deleteJob(test.backend, id);
  await expectGone(test, id, hashes);
});

it.each(CALL_FAULTS)("is completed when it is asked again, whatever call was %s", async (fault) => {
  const rounds = await failEachCall(fault, async (strike) => {
    const test = createTestBackend();
    const id = await makeDead(test);
    const hashes = await hashesOf(test, id);
    const process = faultyProcess(test.backend, strike);
    await process.run((backend) => deleteJob(backend, id));
    // Nobody reads half of a job: it is there with all of its data, or it is gone.
    const isThere = await getJob(test.backend, id).then(
      () => true,
      () => false,
    );
    if (isThere) expect(await itemsOf(test, id, hashes)).toHaveLength(3);
    await deleteJob(test.backend, id).catch((error: { code?: string }) => {
      if (error.code !== "job-not-found") throw error;
    });
    await expectGone(test, id, hashes);
    return process;
  });
  expect(rounds).toBeGreaterThan(5);
});

it("that is retried in that moment keeps all of its data, and runs with it; or it is gone", async () => {
  let calls = 0;
  // At 0 nobody retries it: that tells how many calls there are.
  for (let at = 0; at <= calls; at++) {
    const test = createTestBackend();
    const id = await makeDead(test);
    const hashes = await hashesOf(test, id);
    const names: string[] = [];
    let retried = false;
    const around = async ({ method }: { method: string }, make: () => Promise<unknown>) => {
      names.push(method);
      if (names.length === at) {
        retried = await retryJob(test.backend, id).then(
          () => true,
          () => false,
        );
      }
      return await make();
    };
    const backend = { ...test.backend, store: aroundCalls(test.store, around) };
    const [deleted] = await Promise.allSettled([deleteJob(backend, id)]);
    if (retried) {
      expect(deleted).toMatchObject({ status: "rejected", reason: { code: "job-running" } });
      await test.deliver();
      expect(test.runs, `before ${names[at - 1]}`).toEqual([large("b")]);
      expect(await itemsOf(test, id, hashes)).toHaveLength(3);
      expect((await test.job(id)).status).toBe("succeeded");
    } else {
      expect(deleted.status).toBe("fulfilled");
      if (at > 0) expect(names.slice(0, at - 1), `before call ${at}`).toContain("update");
      await expectGone(test, id, hashes);
    }
    calls = Math.max(calls, names.length);
  }
  expect(calls).toBeGreaterThan(5);
});

it.each(["queued", "running", "retrying"] as const)(
  "a job that is %s is refused as what it is",
  async (status) => {
    const test = createTestBackend();
    const id = await test.given({ status });
    await expect(deleteJob(test.backend, id)).rejects.toThrow(
      `job ${id} is ${status}; cancel it, or try again when it has ended`,
    );
  },
);
