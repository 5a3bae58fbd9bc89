// The contract of a job store, as core/jobs/ports.ts words it: every store runs these same tests.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobStore } from "../../core/jobs/ports.ts";
import { describeCounts } from "./job-store/counts.ts";
import { describeDeadLetters } from "./job-store/dead-letters.ts";
import { describeDocuments } from "./job-store/documents.ts";
import { describeLists } from "./job-store/lists.ts";
import { describeLocksAndSteps } from "./job-store/locks-and-steps.ts";
import { describeRecords } from "./job-store/records.ts";
import { describeSchedules } from "./job-store/schedules.ts";
import { describeSearch } from "./job-store/search.ts";
import { describeUpdates } from "./job-store/updates.ts";
import { describeValues } from "./job-store/values.ts";

export type OpenStore = {
  store: JobStore;
  close(): Promise<void>;
};

const groups = {
  records: describeRecords,
  updates: describeUpdates,
  lists: describeLists,
  search: describeSearch,
  values: describeValues,
  "dead letters": describeDeadLetters,
  "locks and steps": describeLocksAndSteps,
  "documents and requests": describeDocuments,
  schedules: describeSchedules,
  counts: describeCounts,
};

/** `open` gives an empty store, with a real clock and the default settings. It is opened once for each group of tests. */
export function describeJobStore(name: string, open: () => Promise<OpenStore>): void {
  describe(`job store contract: ${name}`, () => {
    for (const [about, group] of Object.entries(groups)) {
      describe(about, () => {
        let opened: OpenStore | undefined;
        beforeAll(async () => {
          opened = await open();
        });
        afterAll(() => opened?.close());
        group(() => {
          if (!opened) throw new Error("the store is open only while a test runs");
          return opened.store;
        });
      });
    }
    it("can be reached", async () => {
      const { store, close } = await open();
      await expect(store.ping()).resolves.toBeUndefined();
      await close();
    });
  });
}
