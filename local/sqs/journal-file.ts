// The data file: its tables, and opening it for this process alone. A file of another program is refused.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Raised with every change of the tables. */
const VERSION = 2;
/** "SQSj": tells this server's files from those of other programs. */
const APPLICATION_ID = 0x5351536a;

/**
 * The columns that change with every receive are in a table of their own, so that a receive rewrites a few bytes only.
 * Times are milliseconds since the epoch. A message without a `delivery` row had no delay and was never received.
 */
const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value) STRICT, WITHOUT ROWID;
  CREATE TABLE queue (
    id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, purged_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE deleted_queue (arn TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY, queue_id INTEGER NOT NULL, body TEXT NOT NULL, sent_at INTEGER NOT NULL,
    group_id TEXT, sender_id TEXT, extra TEXT
  ) STRICT;
  CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY, visible_at INTEGER NOT NULL, receive_count INTEGER NOT NULL,
    receives_here INTEGER NOT NULL, first_received_at INTEGER NOT NULL, held_inside INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE deduplication (
    queue_id INTEGER NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, sent_at INTEGER NOT NULL,
    PRIMARY KEY (queue_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE move_task (
    id TEXT PRIMARY KEY, source_arn TEXT NOT NULL, destination_arn TEXT, max_per_second INTEGER,
    started_at INTEGER NOT NULL, to_move INTEGER NOT NULL, moved INTEGER NOT NULL, status TEXT NOT NULL,
    failure_reason TEXT
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`.replace("value)", "value ANY)");

const TO_VERSION_2 = `
  ALTER TABLE delivery ADD COLUMN held_inside INTEGER NOT NULL DEFAULT 0;
  PRAGMA user_version = 2;
`;

/**
 * WAL with synchronous NORMAL survives the end of the process at any moment; with FULL (`fsync`) the loss of power too.
 * The exclusive lock refuses a second process, and needs no shared-memory index.
 * @throws Error one line: what, where, and how to mend it
 */
export function openJournalFile(dataFile: string, fsync: boolean): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(dataFile), { recursive: true });
    db = new DatabaseSync(dataFile);
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    checkOwner(db, dataFile);
    // A commit writes whole pages. For messages of a few hundred bytes, pages of 2 KB take half the time of the default
    // 4 KB. Pages of 1 KB are hardly faster, and double the time for messages of a megabyte.
    db.exec("PRAGMA page_size = 2048");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${fsync ? "FULL" : "NORMAL"}`);
    // In pages: 16 MB of log, four times the default, for fewer copies from the log into the file.
    db.exec("PRAGMA wal_autocheckpoint = 8000");
    db.exec("BEGIN IMMEDIATE");
    const version = userVersion(db);
    if (version === 0) db.exec(TABLES);
    if (version === 1) db.exec(TO_VERSION_2);
    db.exec("COMMIT");
    return db;
  } catch (error) {
    db?.close();
    throw explainFileError(error, dataFile);
  }
}

class DataFileError extends Error {}

function userVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.user_version);
}

/** Only reads: another program's file stays unchanged. */
function checkOwner(db: DatabaseSync, dataFile: string): void {
  const tables = Number(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n);
  const application = Number(db.prepare("PRAGMA application_id").get()?.application_id);
  if (tables > 0 && application !== APPLICATION_ID) {
    throw new DataFileError(
      `${dataFile} is a SQLite file of another program: choose another file with --data.`,
    );
  }
  const version = userVersion(db);
  if (version > VERSION) {
    throw new DataFileError(
      `${dataFile} was written by a newer version (format ${version}, this one knows ${VERSION}): update, or choose another file with --data.`,
    );
  }
}

/** An error of one line: what is wrong with the file, and how to mend it. */
export function explainFileError(error: unknown, dataFile: string): Error {
  if (error instanceof DataFileError) return error;
  const text = (error instanceof Error ? error.message : String(error)).replaceAll("\n", " ");
  if (/locked|busy/i.test(text)) {
    return new Error(
      `${dataFile} is in use by another process: stop it, or choose another file with --data.`,
      {
        cause: error,
      },
    );
  }
  if (
    /readonly|read-only|unable to open|disk I\/O|disk is full|EACCES|EROFS|EPERM|ENOTDIR|EEXIST/i.test(text)
  ) {
    return new Error(
      `${dataFile} can not be written (${text}): mend its permissions or the disk, or choose another file with --data.`,
      {
        cause: error,
      },
    );
  }
  return new Error(
    `${dataFile} is damaged (${text}) and was left untouched: move it away to start empty, or choose another file with --data.`,
    { cause: error },
  );
}
