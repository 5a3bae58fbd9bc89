// The items of the embedded mode's SQLite file: JSON values by key, with an expiry and a place in a list. Store and cache share them.
import { itemJson } from "../core/jobs/index.ts";
import type { Settings } from "../core/settings.ts";
import { type Connection, connect, type Database } from "./sqlite-connection.ts";
import { FORGET_TEXT, INDEX_TEXT } from "./sqlite-texts.ts";

/** A writer holds the lock for a millisecond or less. A lock that is held for seconds is a process that is stuck, or a backup. */
const LOCK_PATIENCE_MS = 5_000;

const READ = "SELECT json FROM items WHERE key = ? AND (expires IS NULL OR expires > ?)";
/** Not REPLACE, which deletes the row and all its index entries first. */
const WRITE = `INSERT INTO items (key, list, listed, expires, json) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET
  list = excluded.list, listed = excluded.listed, expires = excluded.expires, json = excluded.json`;
const ID = "SELECT id FROM items WHERE key = ?";
const ERASE = "DELETE FROM items WHERE key = ?";

export type SqliteOptions = {
  /** `:memory:` for items that are gone with their process. */
  file: string;
  /** Makes the file when it is not there; without this a missing file is an error. */
  make?: boolean;
  settings: Settings;
  now(): number;
  /** How long a call waits for the lock of another connection. */
  lockPatienceMs?: number;
};

/** The list that the item is in and its key there (absent: in no list), and its expiry (seconds since the epoch). */
export type Place = { list?: string; listed?: string | undefined; expires?: number | undefined };

export type SqliteItems = Connection & {
  nowSeconds(): number;
  /** Undefined when there is none, or it has expired. */
  get(db: Database, key: string): unknown;
  /** @throws VisibleError `item-too-large` above `settings.jobs.maxItemBytes`. */
  put(db: Database, key: string, value: unknown, place: Place): void;
  /** What searches find the item by from now on, as `sqlite-texts.ts` makes it; undefined: nothing. */
  setText(db: Database, key: string, text: string | undefined): void;
  erase(db: Database, key: string): void;
};

/**
 * The file is opened at the first call, and again at the next one after a failure: a file that was locked, full or
 * missing serves as soon as it is mended. Every `run` rejects with StoreError while the file cannot serve.
 */
export function openSqliteItems(options: SqliteOptions): SqliteItems {
  const { file, make = false, settings, now, lockPatienceMs = LOCK_PATIENCE_MS } = options;
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    ...connect({ file, make, now, lockPatienceMs }),
    nowSeconds,

    get(db, key) {
      const row = db.statement(READ).get(key, nowSeconds());
      return row === undefined ? undefined : JSON.parse(String(row.json));
    },

    put(db, key, value, place) {
      const json = itemJson(value, settings);
      db.statement(WRITE).run(key, place.list ?? null, place.listed ?? null, place.expires ?? null, json);
    },

    setText(db, key, text) {
      const row = db.statement(ID).get(key);
      if (text === undefined) db.statement(FORGET_TEXT).run(row?.id ?? null);
      else db.statement(INDEX_TEXT).run(row?.id ?? null, text);
    },

    erase(db, key) {
      db.statement(ERASE).run(key);
    },
  };
}
