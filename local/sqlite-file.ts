// The file of the SQLite job store: its tables, and how it is opened. A file of another program is left as it is.
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { storeError } from "./sqlite-error.ts";
import { TEXTS } from "./sqlite-texts.ts";
import { upgradeItems } from "./sqlite-upgrade.ts";

/** Version of the tables below; a file with a higher one was written by a newer release. */
const SCHEMA_VERSION = 2;

/** A job's type, as `items_by_type` indexes it. */
export const TYPE = "json_extract(json, '$.type')";

/**
 * `listed` is the list key, or NULL for what is in no list: a deleted record, a result, a cached value. Rows are in the
 * order in which they were written, since keys are random: jobs that run one after the other then share pages, which
 * halves what a commit writes. `id` names a row in the index of texts; it is a column because a VACUUM changes row ids that are none.
 */
const SCHEMA = `
CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  list TEXT,
  listed TEXT,
  expires INTEGER,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX items_by_list ON items (list, listed) WHERE listed IS NOT NULL;
CREATE INDEX items_by_type ON items (list, ${TYPE}, listed) WHERE listed IS NOT NULL;
CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL;
${TEXTS}`;

/**
 * WAL with synchronous NORMAL: what is committed survives the end of the process at any moment, kill -9 among them. A loss
 * of power may take the last moments. The log is copied into the file every 8,000 pages (32 MB), since each copy waits for
 * the disk; and a page that is needed again is seldom read from the file, with up to 64 MB of them kept.
 */
const PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 8000;
PRAGMA cache_size = -65536;
`;

/**
 * Opens the file; `make` also makes one that is not there.
 * @throws StoreError `store-missing`, `store-newer`; else SQLite's own error. The file is then left as it is.
 */
export function openStoreFile(file: string, options: { make: boolean }): DatabaseSync {
  if (!options.make && file !== ":memory:" && !existsSync(file)) throw storeError("store-missing", file);
  // SQLite itself does not wait for locks, because that blocks the thread: `connect` waits.
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    const version = versionOf(db);
    if (version > SCHEMA_VERSION) {
      const known = `it has version ${version}, this release reads up to ${SCHEMA_VERSION}`;
      throw storeError("store-newer", file, undefined, known);
    }
    db.exec(PRAGMAS);
    // When all tables are there, opening writes nothing: it works also while another connection writes, or on a full disk.
    if (version < SCHEMA_VERSION) makeTables(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);

/** All or nothing. A connection that ends in between leaves the file as it was. */
function makeTables(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  // Another connection may have been faster.
  if (versionOf(db) < SCHEMA_VERSION) {
    const isNew = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'items'").get() === undefined;
    if (isNew) db.exec(SCHEMA);
    else upgradeItems(db, SCHEMA);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  }
  db.exec("COMMIT");
}

const DELETE_EXPIRED =
  "DELETE FROM items WHERE key IN (SELECT key FROM items WHERE expires <= ? ORDER BY expires LIMIT ?)";

/** @returns how many expired items were deleted, at most `most`. */
export function deleteExpired(db: DatabaseSync, nowMs: number, most: number): number {
  return Number(db.prepare(DELETE_EXPIRED).run(Math.floor(nowMs / 1000), most).changes);
}
