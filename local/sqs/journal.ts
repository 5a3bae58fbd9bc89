// Opens an engine with its journal: every change is in SQLite before it is acknowledged, and is read at the next start.
import type { DatabaseSync } from "node:sqlite";
import { createEngine } from "./engine/queues.ts";
import { explainFileError, openJournalFile } from "./journal-file.ts";
import { newIdPrefix, type OpenJournal } from "./journal-memory.ts";
import { restore } from "./journal-restore.ts";
import { createWriter } from "./journal-writer.ts";

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

function readIdPrefix(db: DatabaseSync): string {
  const stored = db.prepare("SELECT value FROM meta WHERE key = 'id_prefix'").get();
  if (stored) return String(stored.value);
  const prefix = newIdPrefix();
  db.prepare("INSERT INTO meta VALUES ('id_prefix', ?)").run(prefix);
  return prefix;
}
