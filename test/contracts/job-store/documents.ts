// Contract: documents with a revision and a list of their kind, and requests that live apart from their records.
import { expect, it } from "vitest";
import type { JobStore } from "../../../core/jobs/ports.ts";
import { freshId, inSeconds, START } from "./factories.ts";

export function describeDocuments(store: () => JobStore): void {
  it("a document is read as it was written, with its revision", async () => {
    const id = freshId("doc");
    expect(await store().getDocument("test", id)).toBeUndefined();
    expect(await store().putDocument("test", id, { paused: false }, { revision: 0 })).toBe(true);
    expect(await store().getDocument("test", id)).toEqual({ id, value: { paused: false }, revision: 1 });
    expect(await store().putDocument("test", id, [1, null, "é"], { revision: 1 })).toBe(true);
    expect(await store().getDocument("test", id)).toEqual({ id, value: [1, null, "é"], revision: 2 });
    expect(await store().getDocument("another", id)).toBeUndefined();
  });

  it("of twenty writers who read the same revision, one writes", async () => {
    const id = freshId("doc");
    for (const revision of [0, 1]) {
      const writes = Array.from({ length: 20 }, (_, value) =>
        store().putDocument("test", id, value, { revision }),
      );
      expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
      expect((await store().getDocument("test", id))?.revision).toBe(revision + 1);
    }
  });

  it("a document is deleted only at the revision that was read", async () => {
    const id = freshId("doc");
    await store().putDocument("test", id, 1, { revision: 0 });
    await store().putDocument("test", id, 2, { revision: 1 });
    expect(await store().deleteDocument("test", id, 1)).toBe(false);
    expect(await store().deleteDocument("test", id, 2)).toBe(true);
    expect(await store().getDocument("test", id)).toBeUndefined();
    expect(await store().deleteDocument("test", id, 2)).toBe(true);
    expect(await store().putDocument("test", id, 3, { revision: 2 })).toBe(false);
    expect(await store().putDocument("test", id, 3, { revision: 0 })).toBe(true);
  });

  it("a document that has expired is gone, and makes room for another", async () => {
    const id = freshId("doc");
    await store().putDocument("test", id, 1, {
      revision: 0,
      listedAt: START,
      expiresAtSeconds: inSeconds(-1),
    });
    expect(await store().getDocument("test", id)).toBeUndefined();
    expect(await store().putDocument("test", id, 2, { revision: 0 })).toBe(true);
  });

  it("documents of a kind are listed by the time that was given, in pages, each once", async () => {
    const kind = freshId("kind");
    const idsOfKind = [5, 1, 4, 2, 3].map((hour) => ({ id: freshId("doc"), at: START + hour * 1_000 }));
    for (const { id, at } of idsOfKind) {
      await store().putDocument(kind, id, { at }, { revision: 0, listedAt: at });
    }
    await store().putDocument(kind, freshId("doc"), "in no list", { revision: 0 });
    await store().putDocument(`${kind}x`, freshId("doc"), "another kind", { revision: 0, listedAt: START });
    const inOrder = idsOfKind.toSorted((a, b) => a.at - b.at).map(({ id }) => id);
    for (const order of ["oldest", "newest"] as const) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store().listDocuments(kind, { order, limit: 2, ...(cursor && { cursor }) });
        found.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found).toEqual(order === "oldest" ? inOrder : inOrder.toReversed());
    }
    const due = await store().listDocuments(kind, { order: "oldest", limit: 9, listedBefore: START + 3_000 });
    expect(due.items).toEqual([
      { id: inOrder[0], value: { at: START + 1_000 }, revision: 1 },
      { id: inOrder[1], value: { at: START + 2_000 }, revision: 1 },
    ]);
  });

  it("a document moves in its list, and leaves it, with its write", async () => {
    const kind = freshId("kind");
    const [a, b] = [freshId("doc"), freshId("doc")];
    await store().putDocument(kind, a, "a", { revision: 0, listedAt: START });
    await store().putDocument(kind, b, "b", { revision: 0, listedAt: START + 1 });
    const listed = async () =>
      (await store().listDocuments(kind, { order: "oldest", limit: 9 })).items.map(({ value }) => value);
    expect(await listed()).toEqual(["a", "b"]);
    await store().putDocument(kind, a, "a again", { revision: 1, listedAt: START + 2 });
    expect(await listed()).toEqual(["b", "a again"]);
    await store().putDocument(kind, b, "b", { revision: 1 });
    expect(await listed()).toEqual(["a again"]);
  });

  it("refuses a document above 400 KB with item-too-large", async () => {
    const write = store().putDocument("test", freshId("doc"), "é".repeat(210 * 1_024), { revision: 0 });
    await expect(write).rejects.toMatchObject({ name: "VisibleError", code: "item-too-large" });
  });

  it("a request is found under its job and hash, until it expires or is deleted", async () => {
    const [id, hash] = [freshId(), "a".repeat(64)];
    const request = { topic: "long", text: "é😀".repeat(1_000), nothing: null };
    const expiresAtSeconds = inSeconds(600);
    expect(await store().getRequest(id, hash)).toBeUndefined();
    await store().putRequest(id, hash, request, expiresAtSeconds);
    expect(await store().getRequest(id, hash)).toEqual({ request, expiresAtSeconds });
    expect(await store().getRequest(id, "b".repeat(64))).toBeUndefined();
    await store().deleteRequest(id, hash);
    await store().deleteRequest(id, hash);
    expect(await store().getRequest(id, hash)).toBeUndefined();
    await store().putRequest(id, hash, request, inSeconds(-1));
    expect(await store().getRequest(id, hash)).toBeUndefined();
  });
}
