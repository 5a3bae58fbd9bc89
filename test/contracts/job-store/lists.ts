// Contract: lists by status and over all, in both orders, in pages that stay put while jobs are added.
import { beforeAll, describe, expect, it } from "vitest";
import type { JobStore, ListQuery, Page } from "../../../core/jobs/ports.ts";
import type { Job, JobSummary } from "../../../core/jobs/record/job.ts";
import { inSeconds, makeJob, START } from "./factories.ts";

const summary = ({ id, type, status, title, createdAt }: Job) => ({ id, type, status, title, createdAt });
const statuses = [
  "scheduled",
  "pending",
  "queued",
  "running",
  "retrying",
  "succeeded",
  "dead",
  "cancelled",
] as const;

export function describeLists(store: () => JobStore): void {
  const jobs: Job[] = [];
  /** All pages of a list; `between` runs before each page but the first. */
  async function readAll(query: ListQuery, between?: () => Promise<unknown>): Promise<JobSummary[]> {
    const found: JobSummary[] = [];
    let cursor: string | undefined;
    do {
      if (cursor !== undefined) await between?.();
      const page: Page<JobSummary> = await store().list({ ...query, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(query.limit);
      if (page.cursor !== undefined) expect(page.items).toHaveLength(query.limit);
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }
  const ids = (items: readonly { id: string }[]) => items.map((item) => item.id);

  it("tells whose job it is, and which queue its messages are sent to", async () => {
    const whose = { tenant: "acme", priority: "high" } as const;
    const job = makeJob({ ...whose, type: "test:listed", status: "cancelled" });
    await store().create(job);
    const page = await store().list({ order: "newest", limit: 1, type: "test:listed" });
    expect(page.items).toEqual([{ ...summary(job), ...whose }]);
    await store().update(job.id, { set: { deletedAt: START } }, {});
  });

  describe("a list", () => {
    // 48 jobs, one a second, of each status in turn; what is scheduled is due when it was made.
    beforeAll(async () => {
      for (let index = 0; index < 48; index++) {
        const status = statuses[index % statuses.length] ?? "pending";
        const job = makeJob({ status, createdAt: START + index * 1_000, title: `job ${index}` });
        jobs.push(job);
        await store().create(job);
      }
    });

    it("is counted by status, without what was deleted, and not further than it is asked to", async () => {
      expect(await store().countJobs(["scheduled", "running", "dead"], 1_000)).toEqual({
        counts: { scheduled: 6, running: 6, dead: 6 },
        exact: true,
      });
      const { counts, exact } = await store().countJobs(["succeeded"], 4);
      expect(counts.succeeded).toBeGreaterThan(0);
      expect(exact && counts.succeeded !== 6).toBe(false);
      expect(await store().countJobs([], 10)).toEqual({ counts: {}, exact: true });
    });

    it("gives the summary of each job, and no more", async () => {
      const page = await store().list({ order: "newest", limit: 1 });
      expect(page.items).toEqual(jobs.slice(-1).map(summary));
    });

    it("gives every field that a summary can have", async () => {
      const full = makeJob({
        status: "dead",
        createdAt: START - 1,
        sentAt: 1,
        nextAttemptAt: 2,
        endedAt: 3,
        cause: "killed",
        request: "not in lists",
      });
      await store().create(full);
      const page = await store().list({ status: "dead", order: "oldest", limit: 1 });
      expect(page.items).toEqual([
        { ...summary(full), sentAt: 1, nextAttemptAt: 2, endedAt: 3, cause: "killed" },
      ]);
      await store().update(full.id, { set: { deletedAt: START } }, {});
    });

    it.each(["newest", "oldest"] as const)("over all statuses is in order, %s first", async (order) => {
      const expected = order === "oldest" ? ids(jobs) : ids(jobs).reverse();
      expect(ids((await store().list({ order, limit: 100 })).items)).toEqual(expected);
    });

    it.each(statuses)("of one status has just the jobs that are %s", async (status) => {
      const mine = ids(jobs.filter((job) => job.status === status));
      expect(ids((await store().list({ status, order: "oldest", limit: 100 })).items)).toEqual(mine);
      expect(ids((await store().list({ status, order: "newest", limit: 100 })).items)).toEqual(
        mine.reverse(),
      );
    });

    it.each([1, 2, 5, 7, 47, 48, 49])("in pages of %i gives each job once, in order", async (limit) => {
      expect(ids(await readAll({ order: "newest", limit }))).toEqual(ids(jobs).reverse());
      expect(ids(await readAll({ order: "oldest", limit }))).toEqual(ids(jobs));
      const queued = ids(jobs.filter((job) => job.status === "queued"));
      expect(ids(await readAll({ status: "queued", order: "oldest", limit }))).toEqual(queued);
    });

    it.each([1, 2, 7])(
      "of one type has just its jobs, in pages of %i, behind many of another",
      async (limit) => {
        const others = Array.from({ length: 30 }, (_, index) =>
          makeJob({ type: "report:monthly", createdAt: START + 200_000 + index, status: "succeeded" }),
        );
        for (const other of others) await store().create(other);
        const type = "briefing:generate";
        for (const order of ["newest", "oldest"] as const) {
          const expected = order === "oldest" ? jobs : jobs.toReversed();
          expect(ids(await readAll({ type, order, limit }))).toEqual(ids(expected));
          const succeeded = expected.filter((job) => job.status === "succeeded");
          expect(ids(await readAll({ type, status: "succeeded", order, limit }))).toEqual(ids(succeeded));
        }
        expect(ids(await readAll({ type: "report:monthly", order: "oldest", limit }))).toEqual(ids(others));
        expect((await store().list({ type: "unknown", order: "newest", limit })).items).toEqual([]);
        for (const other of others) await store().update(other.id, { set: { deletedAt: START } }, {});
      },
    );

    it("of one type gives a cursor that is good for that type alone", async () => {
      const { cursor = "" } = await store().list({ type: "briefing:generate", order: "newest", limit: 1 });
      await expect(store().list({ order: "newest", limit: 1, cursor })).rejects.toMatchObject({
        code: "invalid-cursor",
      });
    });

    it("has a page of more than a hundred, for whoever asks for so many", async () => {
      const type = "test:many";
      const many = Array.from({ length: 130 }, (_, index) =>
        makeJob({ type, status: "retrying", nextAttemptAt: START, createdAt: START + index }),
      );
      for (const job of many) await store().create(job);
      const page = await store().list({ type, order: "oldest", limit: 120 });
      expect(ids(page.items)).toEqual(ids(many.slice(0, 120)));
      expect(page.cursor).toBeDefined();
      const all = await store().list({ type, order: "oldest", limit: 1_000 });
      expect({ ...all, items: ids(all.items) }).toEqual({ items: ids(many) });
      for (const { id } of many) await store().update(id, { set: { deletedAt: START } }, {});
    });

    it("has no cursor on its last page, also when that page is full", async () => {
      expect((await store().list({ order: "newest", limit: 48 })).cursor).toBeUndefined();
      expect((await store().list({ order: "newest", limit: 47 })).cursor).toBeDefined();
    });

    it.each(["newest", "oldest"] as const)("has only jobs created before a time, %s first", async (order) => {
      const before = jobs.slice(0, 10);
      const createdBefore = START + 10_000;
      const expected = order === "oldest" ? ids(before) : ids(before).reverse();
      expect(ids(await readAll({ order, limit: 3, createdBefore }))).toEqual(expected);
      expect(ids((await store().list({ order, limit: 100, createdBefore })).items)).toEqual(expected);
      expect((await store().list({ order, limit: 5, createdBefore: START })).items).toEqual([]);
      expect((await store().list({ order, limit: 100, createdBefore: START + 1 })).items).toHaveLength(1);
    });

    it("keeps jobs of the same millisecond apart", async () => {
      const createdAt = START - 50_000;
      const twins = Array.from({ length: 7 }, () => makeJob({ createdAt, status: "cancelled" }));
      for (const twin of twins) await store().create(twin);
      const createdBefore = createdAt + 1;
      const found = ids(await readAll({ order: "newest", limit: 2, createdBefore }));
      expect(found.toSorted()).toEqual(ids(twins).toSorted());
      expect(ids(await readAll({ order: "oldest", limit: 3, createdBefore }))).toEqual(found.toReversed());
      for (const twin of twins) await store().update(twin.id, { set: { deletedAt: START } }, {});
    });

    it("gives no job twice and leaves none out while newer jobs are added", async () => {
      const added: Job[] = [];
      const found = await readAll({ order: "newest", limit: 5 }, async () => {
        const job = makeJob({ createdAt: START + 100_000 + added.length, status: "queued" });
        added.push(job);
        await store().create(job);
      });
      expect(ids(found)).toEqual(ids(jobs).reverse());
      for (const job of added) await store().update(job.id, { set: { deletedAt: START } }, {});
    });

    it.each(["newest", "oldest"] as const)(
      "keeps its place when the cursor's own job is gone, %s first",
      async (order) => {
        const three = [0, 1, 2].map((index) =>
          makeJob({ createdAt: START - 9_000 + index, status: "pending" }),
        );
        for (const job of three) await store().create(job);
        const query = { status: "pending", order, limit: 1, createdBefore: START - 8_000 } as const;
        const first = await store().list(query);
        const [gone] = first.items;
        await store().update(gone?.id ?? "", { set: { deletedAt: START } }, {});
        const rest = await store().list({ ...query, limit: 10, cursor: first.cursor ?? "" });
        expect(ids(rest.items)).not.toContain(gone?.id);
        expect(rest.items).toHaveLength(2);
        for (const job of three) await store().update(job.id, { set: { deletedAt: START } }, {});
      },
    );

    it.each([1, 3, 100])("of several statuses has them in one order, in pages of %i", async (limit) => {
      const status = ["running", "queued", "dead"] as const;
      const mine = jobs.filter((job) => status.some((each) => each === job.status));
      expect(ids(await readAll({ status, order: "oldest", limit }))).toEqual(ids(mine));
      expect(ids(await readAll({ status: [...status].reverse(), order: "newest", limit }))).toEqual(
        ids(mine).reverse(),
      );
    });

    it("of scheduled jobs is in the order in which they are due, and ends at a time", async () => {
      const due = [9, 3, 27, 1].map((hours) =>
        makeJob({ status: "scheduled", createdAt: START - 9_000, nextAttemptAt: START + hours * 3_600_000 }),
      );
      for (const job of due) await store().create(job);
      const inOrder = due.toSorted((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0));
      const query = { status: "scheduled", order: "oldest", limit: 100 } as const;
      const of = async (more: Partial<ListQuery>) =>
        ids((await store().list({ ...query, ...more })).items).filter((id) => ids(due).includes(id));
      expect(await of({})).toEqual(ids(inOrder));
      expect(await of({ createdBefore: START + 9 * 3_600_000 })).toEqual(ids(inOrder.slice(0, 2)));
      expect(await of({ createdBefore: START + 9 * 3_600_000 + 1 })).toEqual(ids(inOrder.slice(0, 3)));

      // Sent, it stands among the others by its creation; put off, by its new time.
      const [first, second] = inOrder.map(({ id }) => id);
      const sent = await store().update(
        first ?? "",
        { set: { status: "queued" }, remove: ["nextAttemptAt"] },
        {},
      );
      expect(sent?.status).toBe("queued");
      expect(ids((await store().list({ status: "queued", order: "oldest", limit: 1 })).items)).toEqual([
        first,
      ]);
      const nextAttemptAt = START + 40 * 3_600_000;
      await store().update(second ?? "", { set: { status: "scheduled", nextAttemptAt } }, {});
      expect((await of({})).at(-1)).toBe(second);
      for (const { id } of due) await store().update(id, { set: { deletedAt: START } }, {});
    });

    it.each(["newest", "oldest"] as const)(
      "read bit by bit with maxRead gives each job once, in order, %s first",
      async (order) => {
        for (const type of ["briefing:generate", "unknown"]) {
          const found: string[] = [];
          let cursor: string | undefined;
          do {
            const page: Page<JobSummary> = await store().list({
              ...{ type, order, limit: 5, maxRead: 1 },
              ...(cursor && { cursor }),
            });
            if (page.readTo !== undefined) expect(page.cursor).toBeDefined();
            found.push(...ids(page.items));
            cursor = page.cursor;
          } while (cursor !== undefined);
          const expected = type === "unknown" ? [] : ids(jobs);
          expect(found).toEqual(order === "oldest" ? expected : expected.toReversed());
        }
      },
    );

    it("moves a job from one status to the other with its update", async () => {
      const job = makeJob({ status: "pending", createdAt: START - 2_000 });
      await store().create(job);
      await store().update(job.id, { set: { status: "dead", cause: "lost", endedAt: START } }, {});
      const createdBefore = START - 1_000;
      expect(
        (await store().list({ status: "pending", order: "newest", limit: 9, createdBefore })).items,
      ).toEqual([]);
      expect(
        (await store().list({ status: "dead", order: "newest", limit: 9, createdBefore })).items,
      ).toEqual([{ ...summary(job), status: "dead", cause: "lost", endedAt: START }]);
      await store().update(job.id, { set: { deletedAt: START } }, {});
    });

    it("leaves out a record whose data was deleted, which can still be read by id", async () => {
      const job = makeJob({ status: "succeeded", createdAt: START - 3_000 });
      await store().create(job);
      await store().update(job.id, { set: { deletedAt: START } }, {});
      expect(ids((await store().list({ order: "oldest", limit: 100 })).items)).toEqual(ids(jobs));
      expect((await store().get(job.id))?.deletedAt).toBe(START);
      const later = await store().update(job.id, { set: { resends: 1 } }, {});
      expect(later?.resends).toBe(1);
      expect(ids((await store().list({ order: "oldest", limit: 100 })).items)).toEqual(ids(jobs));
    });

    it("leaves out a record that was created deleted, and shows it when the mark is taken off", async () => {
      const job = makeJob({ status: "cancelled", createdAt: START - 3_000, deletedAt: START });
      await store().create(job);
      const query = { order: "oldest", limit: 100, createdBefore: START } as const;
      expect((await store().list(query)).items).toEqual([]);
      await store().update(job.id, { remove: ["deletedAt"] }, {});
      expect(ids((await store().list(query)).items)).toEqual([job.id]);
      await store().update(job.id, { set: { deletedAt: START } }, {});
    });

    it("leaves out records past their expiry", async () => {
      const job = makeJob({ status: "dead", createdAt: START - 4_000, expiresAtSeconds: inSeconds(-60) });
      await store().create(job);
      expect((await store().list({ order: "oldest", limit: 9, createdBefore: START })).items).toEqual([]);
    });

    it.each(["", "garbage", "AAAA", "e30", "null", "0", "%00", "🙂", "x".repeat(10_000)])(
      "refuses the cursor %j",
      async (cursor) => {
        for (const status of [undefined, "queued"] as const) {
          const query: ListQuery = { order: "newest", limit: 5, cursor, ...(status && { status }) };
          await expect(store().list(query)).rejects.toMatchObject({
            name: "VisibleError",
            code: "invalid-cursor",
          });
        }
      },
    );

    it("refuses a cursor that was cut short or added to", async () => {
      const { cursor = "" } = await store().list({ order: "newest", limit: 1 });
      for (const wrong of [cursor.slice(0, -3), `${cursor}AA`, cursor.slice(4)]) {
        const list = store().list({ order: "newest", limit: 1, cursor: wrong });
        await expect(list).rejects.toMatchObject({ code: "invalid-cursor" });
      }
    });
  });
}
