// Documents in the SQLite file: small values with a revision, which several processes change.
import { Document, type JobStore, listKey } from "../core/jobs/index.ts";
import type { Database } from "./sqlite-connection.ts";
import type { SqliteItems } from "./sqlite-items.ts";
import { readPage } from "./sqlite-lists.ts";

type Documents = Pick<JobStore, "getDocument" | "putDocument" | "deleteDocument" | "listDocuments">;

const listOf = (kind: string): string => `document#${kind}`;
const keyOf = (kind: string, id: string): string => `${listOf(kind)}#${id}`;

export function createSqliteDocuments({ run, get, put, erase, nowSeconds }: SqliteItems): Documents {
  const read = (db: Database, key: string): Document | undefined => {
    const value = get(db, key);
    return value === undefined ? undefined : Document.parse(value);
  };

  return {
    getDocument: (kind, id) => run((db) => read(db, keyOf(kind, id))),

    putDocument: (kind, id, value, { revision, listedAt, expiresAtSeconds }) =>
      run((db) =>
        db.atomically(() => {
          const key = keyOf(kind, id);
          if ((read(db, key)?.revision ?? 0) !== revision) return false;
          const document: Document = { id, value, revision: revision + 1 };
          const listed = listedAt === undefined ? undefined : listKey(listedAt, id);
          put(db, key, document, { list: listOf(kind), listed, expires: expiresAtSeconds });
          return true;
        }),
      ),

    deleteDocument: (kind, id, revision) =>
      run((db) =>
        db.atomically(() => {
          const key = keyOf(kind, id);
          if ((read(db, key)?.revision ?? revision) !== revision) return false;
          erase(db, key);
          return true;
        }),
      ),

    async listDocuments(kind, { listedBefore, ...query }) {
      const before = listedBefore === undefined ? {} : { createdBefore: listedBefore };
      const page = await run((db) =>
        readPage(db, [listOf(kind)], { ...query, ...before, scope: listOf(kind), nowSeconds: nowSeconds() }),
      );
      return { ...page, items: page.items.map((item) => Document.parse(item)) };
    },
  };
}
