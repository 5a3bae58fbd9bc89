// A connection to the job store's file. It is opened at its first use, and does not block its thread while it waits for a lock.
import { type Stats, statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { explainStoreError, isBusy, storeError } from "./sqlite-error.ts";
import { openStoreFile } from "./sqlite-file.ts";

const LONGEST_PAUSE_MS = 50;

export type Database = {
  /** The prepared statement of this text. */
  statement(sql: string): StatementSync;
  /** Runs `work` as the only writer, so that what was read still holds when it is written. */
  atomically<T>(work: () => T): T;
};

export type Connection = {
  /**
   * Runs `work`, which must be short: the thread does nothing else meanwhile. It is run anew after a lock was met.
   * @throws StoreError naming the state of the file, and what `work` throws.
   */
  run<T>(work: (db: Database) => T): Promise<T>;
  close(): void;
};

export type ConnectionOptions = {
  file: string;
  /** Makes a file that is not there, at the first use and never later. */
  make: boolean;
  now(): number;
  /** How long a call waits for another connection's lock. */
  lockPatienceMs: number;
};

type Opened = Database & { db: DatabaseSync; stats: Stats | undefined };

export function connect({ file, make, now, lockPatienceMs }: ConnectionOptions): Connection {
  let opened: Opened | undefined;
  let mayMake = make;
  let closed = false;

  function open(): Opened {
    if (closed) throw new Error(`job store ${file} is closed`);
    if (opened && isReplaced(file, opened.stats)) {
      // Writes to a file that was removed would be lost when this process ends.
      opened.db.close();
      opened = undefined;
    }
    if (opened) return opened;
    const db = openStoreFile(file, { make: mayMake, nowMs: now() });
    mayMake = false;
    opened = { db, stats: statsOf(file), ...access(db) };
    return opened;
  }

  return {
    async run(work) {
      const deadline = performance.now() + lockPatienceMs;
      for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return work(open());
        } catch (error) {
          if (!isBusy(error)) throw explainStoreError(error, file);
          if (performance.now() > deadline) throw storeError("store-locked", file, error);
          await sleep(pauseMs * (0.5 + Math.random()));
        }
      }
    },
    close() {
      closed = true;
      if (opened?.db.isOpen) opened.db.close();
    },
  };
}

const statsOf = (file: string): Stats | undefined =>
  file === ":memory:" ? undefined : statSync(file, { throwIfNoEntry: false });

function isReplaced(file: string, before: Stats | undefined): boolean {
  if (before === undefined) return false;
  const stats = statsOf(file);
  return stats?.ino !== before.ino || stats.dev !== before.dev;
}

function access(db: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  return {
    statement(sql) {
      const statement = statements.get(sql) ?? db.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    atomically(work) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (error) {
        rollBack(db);
        throw error;
      }
    },
  };
}

/** SQLite has rolled back by itself after some failures, a full disk among them. Only the first error says what went wrong. */
function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec("ROLLBACK");
  } catch {
    // The caller throws the error that led here.
  }
}
