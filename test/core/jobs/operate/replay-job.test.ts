// A replay: the job's code runs here once more, with the results that its steps have kept, and nothing is written.
import { describe, expect, it } from "vitest";
import { enqueue } from "../../../../core/jobs/index.ts";
import { type ReplayEvent, replayJob } from "../../../../core/jobs/operate/inspector.ts";
import { onBothStores } from "../../../support/on-both-stores.ts";

const signal = new AbortController().signal;

onBothStores((world) => {
  /** A job that died in its third step; the first two were kept. */
  async function died(): Promise<string> {
    const test = world();
    const { id } = await test.submit("a job");
    test.work.run = async (_, { step }) => {
      await step("fetch", () => ["one"]);
      await step("read", () => ({ text: "read" }));
      throw new Error("no");
    };
    await test.deliver();
    return id;
  }

  /** What a write would have changed. */
  async function traces(id: string) {
    const test = world();
    return { job: await test.job(id), sent: test.queues.sent.length, waiting: test.queues.waiting.length };
  }

  const three =
    (calls: string[]) =>
    async (_: unknown, context: Parameters<ReturnType<typeof world>["work"]["run"]>[1]) => {
      const made: string[] = [];
      for (const name of ["fetch", "read", "write"]) {
        made.push(
          JSON.stringify(
            await context.step(name, () => {
              calls.push(name);
              return `${name} anew`;
            }),
          ),
        );
      }
      return made;
    };

  describe("a replay", () => {
    it("serves the steps that were kept, runs the others, and leaves no trace", async () => {
      const test = world();
      const id = await died();
      const before = await traces(id);
      const calls: string[] = [];
      test.work.run = three(calls);
      const events: ReplayEvent[] = [];
      const replayed = await replayJob(test.backend, id, { signal, report: (event) => events.push(event) });
      expect(replayed.ended).toEqual({
        as: "result",
        result: ['["one"]', '{"text":"read"}', '"write anew"'],
      });
      expect(replayed.steps).toEqual([
        { name: "fetch", how: "kept" },
        { name: "read", how: "kept" },
        { name: "write", how: "run" },
      ]);
      expect(events).toHaveLength(3);
      expect(calls).toEqual(["write"]);
      expect(await traces(id)).toEqual(before);
    });

    it("runs anew from the step that is named", async () => {
      const test = world();
      const id = await died();
      const calls: string[] = [];
      test.work.run = three(calls);
      await replayJob(test.backend, id, { signal, from: "read" });
      expect(calls).toEqual(["read", "write"]);
      calls.length = 0;
      await replayJob(test.backend, id, { signal, from: "fetch" });
      expect(calls).toEqual(["fetch", "read", "write"]);
      await expect(replayJob(test.backend, id, { signal, from: "nowhere" })).rejects.toMatchObject({
        code: "unknown-step",
        message: "the job has kept no step nowhere; it has fetch, read",
      });
    });

    it("gives the error that the code threw", async () => {
      const id = await died();
      const { ended } = await replayJob(world().backend, id, { signal });
      expect(ended).toMatchObject({ as: "error", error: { message: "no" } });
    });

    it("withholds what the code would write, and counts it", async () => {
      const test = world();
      const id = await died();
      const before = await traces(id);
      const jobs = (await test.records()).length;
      test.work.run = async (_, { backend }) => {
        const type = backend.registry.get("test:work");
        if (type) await enqueue(backend, type, { name: "another" });
        await backend.store.putDocument("kind", "id", {}, { revision: 0 });
        await backend.cache.put("key", "value", 1e10);
        expect(await backend.store.update(id, { set: { title: "x" } }, {})).toMatchObject({ title: "x" });
        expect(await backend.deadLetters.peek(30)).toEqual([]);
        return (await backend.store.get(id))?.title;
      };
      const { ended, withheld } = await replayJob(test.backend, id, { signal });
      expect(ended).toEqual({ as: "result", result: "a job" });
      expect(withheld).toMatchObject({
        ...{ "store.create": 1, "queue.send": 1, "store.putDocument": 1, "store.update": 1 },
        ...{ "cache.put": 1, "deadLetters.peek": 1 },
      });
      expect(await traces(id)).toEqual(before);
      expect((await test.records()).length).toBe(jobs);
      expect(await test.backend.cache.get("key")).toBeUndefined();
      expect(await test.store.getDocument("kind", "id")).toBeUndefined();
    });

    it("lets the code read whatever the store tells", async () => {
      const id = await world().given({ status: "dead", cause: "lost" });
      world().work.run = async (_, { backend: { store } }) => [
        await store.countJobs(["dead"], 100),
        (await store.list({ status: "dead", order: "newest", limit: 5 })).items.length,
        (await store.search({ filter: { id: [id] }, order: "newest", limit: 5 })).items.length,
        await store.getCounts(["minute#2026-11-24T08:00"]),
      ];
      const { ended, withheld } = await replayJob(world().backend, id, { signal });
      expect(ended).toEqual({ as: "result", result: [{ counts: { dead: 1 }, exact: true }, 1, 1, [{}]] });
      expect(withheld).toEqual({});
    });

    it.each(["succeeded", "running", "queued"] as const)("is of any job: %s", async (status) => {
      const id = await world().given({ status });
      const { ended } = await replayJob(world().backend, id, { signal });
      expect(ended).toEqual({ as: "result", result: { made: "a job" } });
    });

    it("tells when the code is about to begin", async () => {
      const id = await died();
      const order: string[] = [];
      world().work.run = async () => void order.push("code");
      await replayJob(world().backend, id, { signal, beforeRun: () => order.push("before") });
      expect(order).toEqual(["before", "code"]);
    });

    it("is refused of a job that is not there, or whose type is not here", async () => {
      const id = await world().given({ type: "no:such" });
      await expect(replayJob(world().backend, id, { signal })).rejects.toMatchObject({
        code: "unknown-job-type",
      });
      await expect(replayJob(world().backend, "tst_none", { signal })).rejects.toMatchObject({
        code: "job-not-found",
      });
    });
  });
});
