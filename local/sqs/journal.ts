// Opens an engine with its journal: every change is in SQLite before it is acknowledged, and is read at the next start.
import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type Engine, type Journal, noJournal } from "./engine/model.ts";
import { createEngine } from "./engine/queues.ts";
import { explainFileError, openJournalFile } from "./journal-file.ts";
import { restore } from "./journal-restore.ts";
import { createWriter } from "./journal-writer.ts";

export type OpenJournal = {
  engine: Engine;
  /** Commits the open transaction, if any. @throws where the disk refuses */
  commit(): void;
  close(): void;
};

/**
 * An engine that forgets everything when it ends.
 * @param onWrite called at each change, while the engine is in the middle of it
 */
export function openMemory(onWrite?: () => void): OpenJournal {
  const journal: Journal = onWrite === undefined ? noJournal : everyMethod(onWrite);
  return { engine: createEngine(journal, newIdPrefix()), commit() {}, close() {} };
}

function everyMethod(run: () => void): Journal {
  return {
    queueSaved: run,
    queueDeleted: run,
    queuePurged: run,
    messageAdded: run,
    messageChanged: run,
    messageMoved: run,
    messageDeleted: run,
    deduplicationAdded: run,
    moveTaskSaved: run,
  };
}

/**
 * Opens or makes the data file and reads it into an engine.
 * @param onWrite called when a transaction opens: somebody has to `commit` it
 * @throws Error that names the file and the remedy: in use, corrupt, newer, not writable
 */
export function openJournal(dataFile: string, fsync: boolean, now: number, onWrite: () => void): OpenJournal {
  const db = openJournalFile(dataFile, fsync);
  try {
    const writer = createWriter(db, onWrite);
    const engine = createEngine(writer.journal, readIdPrefix(db));
    // Reads every row, so that damage is found at the start and not during work.
    restore(db, engine, now);
    writer.begin(engine);
    return {
      engine,
      commit: writer.commit,
      close() {
        writer.end(engine);
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw explainFileError(error, dataFile);
  }
}

/** A UUID's first 24 characters, those of version 4. */
function newIdPrefix(): string {
  return randomUUID().slice(0, 24);
}

function readIdPrefix(db: DatabaseSync): string {
  const stored = db.prepare("SELECT value FROM meta WHERE key = 'id_prefix'").get();
  if (stored) return String(stored.value);
  const prefix = newIdPrefix();
  db.prepare("INSERT INTO meta VALUES ('id_prefix', ?)").run(prefix);
  return prefix;
}
