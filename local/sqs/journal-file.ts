// The data file: opening it for this process alone, its tables, and refusing what is not ours to write.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Grows with every change of the tables. */
const VERSION = 1;
/** "SQSj": other programs' SQLite files are not taken for ours. */
const APPLICATION_ID = 0x5351536a;

/**
 * What changes with every receive is apart from the bodies, so that a receive rewrites a few bytes. Times are
 * milliseconds since the epoch; a message without a `delivery` row was visible from the start and never received.
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
    receives_here INTEGER NOT NULL, first_received_at INTEGER NOT NULL
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

/**
 * WAL with synchronous NORMAL survives the death of the process at any moment; with FULL (`fsync`) the death of
 * the machine too. The exclusive lock keeps a second process out, and saves the shared-memory index.
 * @throws Error one line: what, where, and how to mend it
 */
export function openJournalFile(dataFile: string, fsync: boolean): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(dataFile), { recursive: true });
    db = new DatabaseSync(dataFile);
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    checkOwner(db, dataFile);
    // A commit writes whole pages: with 2 KB ones it takes half the time of the default 4 KB, for messages of a few
    // hundred bytes. With 1 KB little more is won, and messages of a megabyte take twice as long.
    db.exec("PRAGMA page_size = 2048");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${fsync ? "FULL" : "NORMAL"}`);
    // Pages, 16 MB of log, four times the default: fewer copies from the log into the file.
    db.exec("PRAGMA wal_autocheckpoint = 8000");
    db.exec("BEGIN IMMEDIATE");
    if (userVersion(db) === 0) db.exec(TABLES);
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

/** Reads only: a file that is not ours stays as it is. */
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

/** One line: what is wrong with the file, and how to mend it. */
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
