// An operator gives a job another payload: validated, run with it, and the old one kept.
import { describe, expect, it } from "vitest";
import { defineJob, enqueueByName } from "../../../../core/jobs/index.ts";
import { editJob, removeJob, retryJob } from "../../../../core/jobs/operate/inspector.ts";
import { onBothStores } from "../../../support/on-both-stores.ts";
import { WORK, WorkPayload } from "../../../support/test-backend.ts";

const derives = defineJob({
  name: "test:derives",
  idPrefix: "der",
  payload: WorkPayload,
  tenant: ({ name }) => name,
  followUps: ({ name }) => [{ type: WORK, payload: { name: `after ${name}` } }],
  run: async () => "made",
});
const only = defineJob({
  name: "test:only",
  idPrefix: "one",
  payload: WorkPayload,
  unique: {},
  run: async () => "made",
});

const hourly = defineJob({
  name: "test:hourly",
  idPrefix: "hou",
  payload: WorkPayload,
  unique: { until: { seconds: 3_600 } },
  run: async () => "made",
});

const large = (letter: string) => ({ name: letter.repeat(3_000), parts: [] });

onBothStores(
  (world) => {
    const dead = (request: unknown = { name: "before", parts: [] }) =>
      world().given({ status: "dead", cause: "permanent", request, title: "before" });

    describe("a dead job's payload", () => {
      it("is replaced, and the job runs with it once it is retried", async () => {
        const test = world();
        const id = await dead();
        const edited = await editJob(test.backend, id, { name: "after", parts: [] });
        expect(edited).toMatchObject({
          ...{ status: "dead", title: "after", request: { name: "after" } },
          edits: [
            { at: expect.any(Number), request: { name: "before", parts: [] }, requestHash: "0".repeat(64) },
          ],
        });
        expect(await test.job(id)).toEqual(edited);
        await retryJob(test.backend, id);
        await test.deliver();
        expect(test.runs).toEqual([{ name: "after", parts: [] }]);
      });

      it("may be made of the one that is there", async () => {
        const id = await dead();
        const edited = await editJob(world().backend, id, (before: unknown) => ({
          ...Object(before),
          parts: [{ url: "x" }],
        }));
        expect(edited.request).toEqual({ name: "before", parts: [{ url: "x" }] });
      });

      it("is kept in an item of its own when it is large, as is the one before", async () => {
        const test = world();
        const id = await dead();
        await editJob(test.backend, id, large("a"));
        const edited = await editJob(test.backend, id, large("b"));
        expect(edited.request).toEqual(large("b"));
        const record = await test.job(id);
        expect(record).toMatchObject({ request: null, requestBytes: expect.any(Number) });
        const [first, second] = record.edits ?? [];
        expect(first).toMatchObject({ request: { name: "before" } });
        expect(second).toMatchObject({ request: null, requestBytes: expect.any(Number) });
        const kept = await test.store.getRequest(id, second?.requestHash ?? "");
        expect(kept?.request).toEqual(large("a"));
        await editJob(test.backend, id, { name: "small", parts: [] });
        expect(await test.job(id)).not.toHaveProperty("requestBytes");
        await removeJob(test.backend, id);
        expect(await test.store.getRequest(id, second?.requestHash ?? "")).toBeUndefined();
        expect(await test.job(id)).not.toHaveProperty("edits");
      });

      it("is kept ten times at most: the first, and the nine latest", async () => {
        const id = await dead();
        for (let number = 1; number <= 12; number++) {
          await editJob(world().backend, id, { name: `${number}`, parts: [] });
        }
        const { edits = [] } = await world().job(id);
        expect(edits.map(({ request }) => Object(request).name)).toEqual([
          "before",
          ...Array.from({ length: 9 }, (_, index) => `${index + 3}`),
        ]);
      });

      it("that is kept no more goes with its item, when it was large", async () => {
        const test = world();
        const id = await dead();
        const hashes: string[] = [];
        for (let number = 1; number <= 12; number++) {
          hashes.push((await editJob(test.backend, id, large(`${number} `))).requestHash);
        }
        const kept = await Promise.all(hashes.map((hash) => test.store.getRequest(id, hash)));
        expect(kept.map((item) => item !== undefined)).toEqual([false, false, ...Array(10).fill(true)]);
      });

      it("drops the results of its steps, unless they are to be kept", async () => {
        const test = world();
        const steps = [{ name: "fetch", key: "fetch#1", at: 1, bytes: 3 }];
        const id = await test.given({ status: "dead", cause: "permanent", steps });
        await test.store.putStep(id, "fetch#1", { result: "old" });
        await editJob(test.backend, id, { name: "kept" }, { keepSteps: true });
        expect(await test.job(id)).toMatchObject({ steps });
        await editJob(test.backend, id, { name: "dropped" });
        expect(await test.job(id)).not.toHaveProperty("steps");
        expect(await test.store.getStep(id, "fetch#1")).toBeUndefined();
      });

      it.each([
        [{ name: "" }, "invalid-request"],
        [{ name: "x", colour: "red" }, "invalid-request"],
        [{ name: "x", at: 1n }, "invalid-request"],
        [null, "invalid-request"],
        [JSON.parse('{"__proto__": {"name": "x"}}'), "invalid-request"],
        [{ name: "x".repeat(200_000) }, "request-too-large"],
      ])("is refused when it is wrong, and nothing changes", async (payload, code) => {
        const id = await dead();
        const before = await world().job(id);
        await expect(editJob(world().backend, id, payload)).rejects.toMatchObject({ code });
        expect(await world().job(id)).toEqual(before);
      });
    });

    it.each(["queued", "retrying", "pending", "scheduled"] as const)(
      "a job that is %s waits on with its new payload",
      async (status) => {
        const test = world();
        const id = await test.given({ status, nextAttemptAt: test.now() + 60_000 });
        await editJob(test.backend, id, { name: "after" });
        expect(await test.job(id)).toMatchObject({ status, request: { name: "after" } });
        await retryJob(test.backend, id);
        await test.deliver();
        expect(test.runs).toMatchObject([{ name: "after" }]);
      },
    );

    it.each([
      ["running", "job-running"],
      ["succeeded", "job-ended"],
      ["cancelled", "job-ended"],
    ] as const)("a job that is %s is refused", async (status, code) => {
      const id = await world().given({ status });
      await expect(editJob(world().backend, id, { name: "x" })).rejects.toMatchObject({ code });
    });

    it("a job that is claimed in that moment runs as it was", async () => {
      const test = world();
      const id = await test.given({ status: "queued" });
      const { putRequest } = test.store;
      test.store.putRequest = async (...given) => {
        await test.store.update(id, { set: { status: "running" } }, {});
        return await putRequest(...given);
      };
      await expect(editJob(test.backend, id, large("x"))).rejects.toMatchObject({ code: "job-running" });
      expect(await test.job(id)).toMatchObject({ request: { name: "a job" } });
    });

    it("what the type derives of a payload is derived anew; what the caller said stays", async () => {
      const test = world();
      const { job } = await enqueueByName(
        test.backend,
        "test:derives",
        { name: "acme" },
        { followUps: [{ type: WORK, payload: { name: "his own" } }] },
      );
      expect(job).toMatchObject({ tenant: "acme" });
      const edited = await editJob(test.backend, job.id, { name: "other" });
      expect(edited).toMatchObject({
        tenant: "other",
        followUps: [{ payload: { name: "after other" } }, { payload: { name: "his own" } }],
      });
      const said = await enqueueByName(test.backend, "test:derives", { name: "acme" }, { tenant: "mine" });
      expect(await editJob(test.backend, said.job.id, { name: "other" })).toMatchObject({ tenant: "mine" });
    });

    it("a job of a unique type is not edited to be the second of its kind", async () => {
      const test = world();
      await enqueueByName(test.backend, "test:only", { name: "one" });
      const { job } = await enqueueByName(test.backend, "test:only", { name: "two" });
      await expect(editJob(test.backend, job.id, { name: "one" })).rejects.toMatchObject({
        code: "equal-job",
      });
      expect((await editJob(test.backend, job.id, { name: "three" })).request).toEqual({ name: "three" });
    });

    describe("a job of a unique type that was edited", () => {
      const enqueueOnly = (name: string) => enqueueByName(world().backend, "test:only", { name });

      /** Runs once, before the next write to a record. */
      function beforeUpdate(run: () => Promise<unknown>): void {
        const { store } = world();
        const { update } = store;
        store.update = async (...given) => {
          store.update = update;
          await run();
          return await update(...given);
        };
      }

      it.each([
        ["waits", async () => {}],
        [
          "was dead, and was retried",
          async (id: string) => {
            const end = { status: "dead", cause: "permanent", endedAt: 1 } as const;
            await world().store.update(id, { set: end }, {});
          },
        ],
      ])(
        "and %s, keeps out those of its new payload, and lets one of its old payload in",
        async (_, before) => {
          const { job } = await enqueueOnly("old");
          await before(job.id);
          await editJob(world().backend, job.id, { name: "new" });
          await retryJob(world().backend, job.id);
          expect(await enqueueOnly("new")).toMatchObject({ created: false, job: { id: job.id } });
          const second = await enqueueOnly("old");
          expect(second).toMatchObject({ created: true, job: { request: { name: "old" } } });
          expect(await enqueueOnly("old")).toMatchObject({ created: false, job: { id: second.job.id } });
        },
      );

      it("and edited back, keeps out those of its old payload again", async () => {
        const { job } = await enqueueOnly("old");
        await editJob(world().backend, job.id, { name: "new" });
        await editJob(world().backend, job.id, { name: "old" });
        expect(await enqueueOnly("old")).toMatchObject({ created: false, job: { id: job.id } });
        expect((await enqueueOnly("new")).created).toBe(true);
      });

      it("in vain, because it was claimed in that moment, keeps none of the other payload out", async () => {
        const test = world();
        const { job } = await enqueueOnly("old");
        beforeUpdate(() => test.store.update(job.id, { set: { status: "running" } }, {}));
        await expect(editJob(test.backend, job.id, { name: "new" })).rejects.toMatchObject({
          code: "job-running",
        });
        expect((await enqueueOnly("new")).created).toBe(true);
        expect(await enqueueOnly("old")).toMatchObject({ created: false, job: { id: job.id } });
      });

      it.each(["edited", "retried"] as const)(
        "is the only one, also when an equal one is enqueued while it is being %s",
        async (how) => {
          const test = world();
          const { job } = await enqueueOnly("old");
          if (how === "retried") {
            await test.store.update(job.id, { set: { status: "dead", cause: "lost", endedAt: 1 } }, {});
            await editJob(test.backend, job.id, { name: "new" });
          }
          let second: Promise<{ job: { id: string }; created: boolean }> | undefined;
          const { getLock } = test.store;
          beforeUpdate(async () => {
            // It has met the lock, and waits for the write that is held here.
            await new Promise<void>((met) => {
              test.store.getLock = async (key) => {
                const lock = await getLock(key);
                met();
                return lock;
              };
              second = enqueueOnly("new");
            });
          });
          if (how === "edited") await editJob(test.backend, job.id, { name: "new" });
          else await retryJob(test.backend, job.id);
          expect(await second).toMatchObject({ created: false, job: { id: job.id } });
        },
      );
    });

    describe("a job of a type that is unique for an hour", () => {
      const enqueueHourly = (name: string) => enqueueByName(world().backend, "test:hourly", { name });
      const end = { status: "dead", cause: "permanent", endedAt: 1 } as const;

      it.each([
        ["waits", async () => {}],
        ["is dead", async (id: string) => void (await world().store.update(id, { set: end }, {}))],
      ])(
        "and %s, keeps out those of the payload that it is given, for the rest of its hour",
        async (_, before) => {
          const test = world();
          const { job } = await enqueueHourly("old");
          await before(job.id);
          test.ahead(1_800);
          await editJob(test.backend, job.id, { name: "new" });
          expect(await enqueueHourly("new")).toMatchObject({ created: false, job: { id: job.id } });
          expect((await enqueueHourly("old")).created).toBe(true);
          test.ahead(1_801);
          expect((await enqueueHourly("new")).created).toBe(true);
        },
      );

      it("is not given the payload of one that came within the hour, also when that one has ended", async () => {
        const test = world();
        const first = await enqueueHourly("one");
        await test.store.update(first.job.id, { set: end }, {});
        const { job } = await enqueueHourly("two");
        await expect(editJob(test.backend, job.id, { name: "one" })).rejects.toMatchObject({
          code: "equal-job",
        });
        test.ahead(3_601);
        expect((await editJob(test.backend, job.id, { name: "one" })).request).toEqual({ name: "one" });
      });
    });

    it("the same Idempotency-Key with the first payload still gives the job", async () => {
      const test = world();
      const options = { idempotencyKey: "key-1" };
      const { job } = await test.enqueue({ name: "first" }, options);
      for (let edit = 1; edit <= 12; edit++) await editJob(test.backend, job.id, { name: `edit ${edit}` });
      expect(await test.enqueue({ name: "first" }, options)).toMatchObject({
        created: false,
        job: { id: job.id },
      });
      await expect(test.enqueue({ name: "another" }, options)).rejects.toMatchObject({
        code: "idempotency-conflict",
      });
    });
  },
  { types: [derives, only, hourly] },
);
