// A briefing's deliveries: jobs that follow it, once each wherever a process is killed, on every store.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliveriesOf } from "../../../../core/briefings/deliver/deliveries-of.ts";
import { generateBriefing, generateBriefingJob } from "../../../../core/briefings/job.ts";
import { ManualClock } from "../../../../core/clock.ts";
import {
  type Backend,
  cancelJob,
  consumeMessage,
  deleteJob,
  enqueue,
  getJob,
  type JobStore,
  recoverJobs,
} from "../../../../core/jobs/index.ts";
import { createMemoryBackend, createMemoryCache } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { createSqliteStore } from "../../../../local/sqlite-store.ts";
import { configured, deliveryTypes } from "../../../support/deliveries.ts";
import { openDynamoStore } from "../../aws/open-dynamo-store.ts";
import { aText } from "../briefing-fixtures.ts";

const deliver = [{ email: "ada@example.org" }, { email: "bob@example.org" }];
const request = { topic: "ferry strike", sources: [aText("Ferries sail again")], deliver };

type Opened = { store?: JobStore; close(): void | Promise<void> };
const stores: Record<string, (now: () => number) => Promise<Opened>> = {
  memory: async () => ({ close: () => {} }),
  async SQLite(now) {
    const folder = mkdtempSync(join(tmpdir(), "briefings-deliveries-"));
    const file = join(folder, "jobs.sqlite");
    const store = createSqliteStore({ file, make: true, settings: defineSettings(), now });
    return {
      store,
      close() {
        store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  DynamoDB: openDynamoStore,
};

/** A process that is killed at its n-th call of store or queue: the call is not made, and nothing happens in it any more. */
function createProcess(backend: Backend, diesAtCall = Number.POSITIVE_INFINITY) {
  const died = Promise.withResolvers<"died">();
  let calls = 0;
  const mortal = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          calls++;
          if (calls < diesAtCall) return value.apply(target, given);
          died.resolve("died");
          return new Promise(() => {});
        };
      },
    });
  return {
    backend: { ...backend, store: mortal(backend.store), queue: mortal(backend.queue) },
    died: died.promise,
    calls: () => calls,
  };
}

function createWorld(opened: Opened, clock: ManualClock) {
  const { outbox, types } = deliveryTypes();
  const cache = createMemoryCache({ settings: defineSettings(), now: () => clock.now() });
  const briefings = generateBriefingJob({ allowPrivateAddresses: false, delivery: configured }, cache);
  const { backend: memory, queues } = createMemoryBackend({ types: [briefings, ...types], clock });
  const backend = { ...memory, store: opened.store ?? memory.store };
  /** Messages consumed so far. */
  let consumed = 0;

  /** Receives until no message is left; the process of the `victim`-th message dies. @returns the calls that it made. */
  async function work(victim?: { message: number; call: number }): Promise<number[]> {
    const calls: number[] = [];
    for (;;) {
      const visible = queues.waiting.map(({ visibleAt }) => visibleAt);
      if (visible.length === 0) return calls;
      clock.advance(Math.max(0, Math.min(...visible) - clock.now()));
      const received = queues.receive();
      if (!received) throw new Error("a message is visible and is not received");
      const process = createProcess(backend, victim?.message === consumed ? victim.call : undefined);
      consumed++;
      const deadline = clock.now() + backend.settings.consumer.timeoutSeconds * 1_000;
      const ended = await Promise.race([
        consumeMessage(process.backend, received, { deadline, requestId: "request-1" }),
        process.died,
      ]);
      calls.push(process.calls());
      if (ended !== "died" && !ended.failed) queues.remove(received.receiptHandle);
    }
  }

  async function recover(): Promise<void> {
    clock.advance(2 * backend.settings.recover.overdueSeconds * 1_000);
    await recoverJobs(backend);
  }
  return { backend, queues, outbox, work, recover };
}

const deliveryJobs = async (backend: Backend, briefingId: string) =>
  await Promise.all(
    deliveriesOf(backend, await getJob(backend, briefingId)).map(({ jobId }) => getJob(backend, jobId)),
  );

describe.each(Object.keys(stores))("the deliveries of a briefing, on %s", (name) => {
  let clock: ManualClock;
  let opened: Opened;
  beforeEach(async () => {
    clock = new ManualClock();
    opened = (await stores[name]?.(() => clock.now())) ?? expect.fail("no such store");
  });
  afterEach(async () => opened.close());

  const fresh = async () => {
    const world = createWorld(opened, clock);
    const { job } = await enqueue(world.backend, generateBriefing, request);
    return { ...world, briefingId: job.id };
  };

  async function expectDelivered({ backend, outbox }: Awaited<ReturnType<typeof fresh>>, briefingId: string) {
    expect((await getJob(backend, briefingId)).status).toBe("succeeded");
    const jobs = await deliveryJobs(backend, briefingId);
    expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    return outbox.mails.map(({ to }) => to).toSorted();
  }

  it("come out once each, without a failed attempt, when nothing is killed", async () => {
    const world = await fresh();
    await world.work();
    expect(await expectDelivered(world, world.briefingId)).toEqual(["ada@example.org", "bob@example.org"]);
    const all = [
      await getJob(world.backend, world.briefingId),
      ...(await deliveryJobs(world.backend, world.briefingId)),
    ];
    const outcomes = all.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome));
    expect(new Set(outcomes)).toEqual(new Set(["succeeded"]));
  });

  it("come out once each wherever the briefing's process is killed", async () => {
    const calm = await fresh();
    const [calls = 0] = await calm.work();
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call++) {
      const world = await fresh();
      await world.work({ message: 0, call });
      await world.recover();
      await world.work();
      expect(await expectDelivered(world, world.briefingId), `killed at call ${call}`).toEqual([
        "ada@example.org",
        "bob@example.org",
      ]);
    }
  });

  it("all come out wherever a delivery's process is killed; only the one that was killed may come twice", async () => {
    const calm = await fresh();
    const calls = (await calm.work())[1] ?? 0;
    expect(calls).toBeGreaterThan(3);
    for (let call = 1; call <= calls; call++) {
      const world = await fresh();
      await world.work({ message: 1, call });
      await world.recover();
      await world.work();
      const mails = await expectDelivered(world, world.briefingId);
      expect(new Set(mails), `killed at call ${call}`).toEqual(
        new Set(["ada@example.org", "bob@example.org"]),
      );
      expect(mails.length).toBeLessThanOrEqual(3);
    }
  });
});

describe("the deliveries that a request asks for", () => {
  const { backend } = createWorld({ close: () => {} }, new ManualClock());
  const of = async (deliver: object[] | undefined) =>
    (await enqueue(backend, generateBriefing, { ...request, deliver } as never)).job;

  it("are a job each, with an id that follows from the briefing's and the place in the list", async () => {
    const job = await of([{ email: "ada@example.org" }, { webhook: "https://hooks.example.org/" }]);
    expect(deliveriesOf(backend, job)).toEqual([
      { to: { email: "ada@example.org" }, jobId: expect.stringMatching(/^eml_[0-9a-z]{26}$/) },
      { to: { webhook: "https://hooks.example.org/" }, jobId: expect.stringMatching(/^whk_[0-9a-z]{26}$/) },
    ]);
    const other = await of([{ email: "ada@example.org" }]);
    expect(deliveriesOf(backend, other)[0]?.jobId).not.toBe(deliveriesOf(backend, job)[0]?.jobId);
  });

  it("may be as long as a request may have them", async () => {
    const long = Array.from({ length: 10 }, (_, n) => ({
      webhook: `https://a${n}.example/${"x".repeat(560)}`,
    }));
    expect(deliveriesOf(backend, await of(long))).toHaveLength(10);
  });

  it("are none without deliver, and of a briefing whose data was deleted", async () => {
    expect(deliveriesOf(backend, await of([]))).toEqual([]);
    const job = await of(deliver);
    await cancelJob(backend, job.id);
    await deleteJob(backend, job.id);
    const deleted = (await backend.store.get(job.id)) ?? expect.fail("it stays, without its data");
    expect(deliveriesOf(backend, deleted)).toEqual([]);
  });
});
