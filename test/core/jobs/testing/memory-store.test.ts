// The test kit's store under the contract of every job store.
import { createMemoryStore } from "../../../../core/jobs/testing/index.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { describeJobStore } from "../../../contracts/job-store.ts";

describeJobStore("in memory, of the test kit", async () => {
  const store = createMemoryStore({ settings: defineSettings(), now: Date.now });
  return { store, close: async () => store.close() };
});
