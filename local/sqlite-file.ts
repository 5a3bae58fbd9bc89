// The file of the SQLite job store: its tables, and how it is opened without harm to what it is not.
import { DatabaseSync } from "node:sqlite";

/** Version of the tables below; a file with a higher one was written by a newer release. */
const SCHEMA_VERSION = 1;

/** `listed` is the list key, or NULL for what is in no list: a deleted record, a result, a remembered value. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS items (
  key TEXT PRIMARY KEY,
  list TEXT,
  listed TEXT,
  expires INTEGER,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_list ON items (list, listed) WHERE listed IS NOT NULL;
CREATE INDEX IF NOT EXISTS items_by_expiry ON items (expires) WHERE expires IS NOT NULL;
`;

/** @throws Error naming the file when it is no SQLite database, or one of a newer release; it is left as it is. */
export function openStoreFile(file: string, nowMs: number): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
    if (version > SCHEMA_VERSION) {
      throw new Error(`it has version ${version} and this release reads up to ${SCHEMA_VERSION}`);
    }
    db.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.prepare("DELETE FROM items WHERE expires <= ?").run(Math.floor(nowMs / 1000));
    return db;
  } catch (error) {
    db?.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `job store ${file} cannot be opened: ${reason}. It is left as it is; move it away to begin with an empty one, or use another --data folder.`,
      { cause: error },
    );
  }
}
