// An engine that is kept in memory alone. Apart from the data file, so that a server without one needs no SQLite (Node 20).
import { randomUUID } from "node:crypto";
import { type Engine, type Journal, noJournal } from "./engine/model.ts";
import { createEngine } from "./engine/queues.ts";

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

/** A UUID's first 24 characters, those of version 4. */
export function newIdPrefix(): string {
  return randomUUID().slice(0, 24);
}
