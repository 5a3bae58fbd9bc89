// Contract: results apart from records.
import { describe, expect, it } from "vitest";
import type { JobStore } from "../../../core/jobs/ports.ts";
import { freshId, makeJob } from "./factories.ts";

export function describeValues(store: () => JobStore): void {
  describe("a result", () => {
    it.each([
      ["an object", { markdown: "# Hi", sections: [{ text: "日本 😀", score: 0.1 }], none: null }],
      ["a text", "text"],
      ["null", null],
      ["false", false],
      ["zero", 0],
      ["a list", [[]]],
    ])("that is %s reads back as it was put", async (_, result) => {
      const id = freshId();
      await store().putResult(id, result);
      expect(await store().getResult(id)).toEqual(result);
    });

    it("is undefined when there is none", async () => {
      expect(await store().getResult(freshId())).toBeUndefined();
    });

    it("is replaced by the next", async () => {
      const id = freshId();
      await store().putResult(id, { first: 1, only: "here" });
      await store().putResult(id, { second: 2 });
      expect(await store().getResult(id)).toEqual({ second: 2 });
    });

    it("is gone after its deletion, which may be repeated", async () => {
      const id = freshId();
      await store().putResult(id, "x");
      await store().deleteResult(id);
      await store().deleteResult(id);
      expect(await store().getResult(id)).toBeUndefined();
    });

    it("lives apart from its record", async () => {
      const job = makeJob({ request: "r".repeat(128 * 1_024) });
      await store().create(job);
      const result = "x".repeat(390 * 1_024);
      await store().putResult(job.id, result);
      expect(await store().get(job.id)).toEqual(job);
      await store().deleteResult(job.id);
      expect(await store().get(job.id)).toEqual(job);
    });

    it("above 400 KB is refused with item-too-large, and the one before stays", async () => {
      const id = freshId();
      await store().putResult(id, "small");
      await expect(store().putResult(id, "é".repeat(210 * 1_024))).rejects.toMatchObject({
        name: "VisibleError",
        code: "item-too-large",
      });
      expect(await store().getResult(id)).toBe("small");
    });
  });
}
