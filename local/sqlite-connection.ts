// A connection to the job store's file. It is opened at its first use, and does not block its thread while it waits for a lock.
import { type Stats, statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { explainStoreError, isBusy, storeError } from "./sqlite-error.ts";
import { deleteExpired, openStoreFile } from "./sqlite-file.ts";

const LONGEST_PAUSE_MS = 50;
/**
 * Expired items are deleted with the writes of others, so that the file of a process that runs for months does not grow:
 * once a minute, and at each commit while there are more. Reads leave them out anyway.
 */
const EXPIRY_MS = 60_000;
const MOST_EXPIRED = 100;

export type Database = {
  /** The prepared statement of this text. */
  statement(sql: string): StatementSync;
  /** Runs `work` as the only writer, so that what was read still holds when it is written. */
  atomically<T>(work: () => T): T;
};

export type Connection = {
  /**
   * Runs `work`, which must be short: the thread does nothing else meanwhile. It is run anew after a lock was met, and
   * when another call of the same turn failed. Resolves once what it wrote is committed.
   * @throws StoreError naming the state of the file, and what `work` throws: nothing that it wrote is kept then.
   */
  run<T>(work: (db: Database) => T): Promise<T>;
  /** Carries out the calls that were made before. */
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

type Opened = { db: DatabaseSync; stats: Stats | undefined } & Access;

type Call = {
  work(db: Database): unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** A lock is waited for until then. */
  deadline: number;
  pauseMs: number;
};

/**
 * Group commit: all calls of one turn of the event loop share a transaction, which opens at their first write. A commit
 * costs more than most calls, and the thread that owns the store gets the calls of all others.
 */
export function connect({ file, make, now, lockPatienceMs }: ConnectionOptions): Connection {
  let opened: Opened | undefined;
  let mayMake = make;
  let closed = false;
  let calls: Call[] = [];
  let nextExpiry = 0;

  function open(): Opened {
    if (closed) throw new Error(`job store ${file} is closed`);
    if (opened && isReplaced(file, opened.stats)) {
      // Writes to a file that was removed would be lost when this process ends.
      opened.db.close();
      opened = undefined;
    }
    if (opened) return opened;
    const db = openStoreFile(file, { make: mayMake });
    mayMake = false;
    opened = { db, stats: statsOf(file), ...accessTo(db) };
    return opened;
  }

  function add(...more: Call[]): void {
    if (calls.length === 0) setImmediate(flush);
    calls.push(...more);
  }

  function flush(): void {
    const turn = calls;
    calls = [];
    const results = turn.length > 1 ? runTogether(turn) : undefined;
    if (results) {
      for (const [index, call] of turn.entries()) call.resolve(results[index]);
      return;
    }
    for (const call of turn) runAlone(call);
  }

  /** @returns undefined when a call failed: then nothing is written. */
  function runTogether(turn: readonly Call[]): unknown[] | undefined {
    try {
      return transact((db) => turn.map(({ work }) => work(db)));
    } catch {
      // Each is run alone then, and gets its own error.
      return undefined;
    }
  }

  function runAlone(call: Call): void {
    try {
      call.resolve(transact(call.work));
    } catch (error) {
      if (!isBusy(error)) call.reject(explainStoreError(error, file));
      else if (performance.now() > call.deadline) call.reject(storeError("store-locked", file, error));
      else wait(call);
    }
  }

  function wait(call: Call): void {
    setTimeout(() => add(call), call.pauseMs * (0.5 + Math.random()));
    call.pauseMs = Math.min(2 * call.pauseMs, LONGEST_PAUSE_MS);
  }

  function transact<T>(work: (db: Database) => T): T {
    const { db, access, writes, end } = open();
    try {
      const result = work(access);
      if (writes()) expire(db);
      end("COMMIT");
      return result;
    } catch (error) {
      try {
        end("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself, as after a full disk. Only the first error says what went wrong.
      }
      throw error;
    }
  }

  function expire(db: DatabaseSync): void {
    const nowMs = now();
    if (nowMs < nextExpiry) return;
    const deleted = deleteExpired(db, nowMs, MOST_EXPIRED);
    if (deleted < MOST_EXPIRED) nextExpiry = nowMs + EXPIRY_MS;
  }

  return {
    run: <T>(work: (db: Database) => T) =>
      new Promise<T>((resolve, reject) => {
        const deadline = performance.now() + lockPatienceMs;
        add({ work, resolve: resolve as (result: unknown) => void, reject, deadline, pauseMs: 1 });
      }),
    close() {
      flush();
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

type Access = {
  access: Database;
  /** Whether a transaction is open: something was written. */
  writes(): boolean;
  /** Ends it, if there is one. */
  end(how: "COMMIT" | "ROLLBACK"): void;
};

function accessTo(db: DatabaseSync): Access {
  const statements = new Map<string, { prepared: StatementSync; reads: boolean }>();
  let writing = false;
  /** At once as a writer: a transaction that first reads could not become one after another connection's write. */
  const begin = () => {
    if (!writing) db.exec("BEGIN IMMEDIATE");
    writing = true;
  };
  const access: Database = {
    statement(sql) {
      let known = statements.get(sql);
      if (!known) {
        known = { prepared: db.prepare(sql), reads: /^\s*(SELECT|PRAGMA)\b/i.test(sql) };
        statements.set(sql, known);
      }
      if (!known.reads) begin();
      return known.prepared;
    },
    atomically(work) {
      begin();
      return work();
    },
  };
  return {
    access,
    writes: () => writing,
    end(how) {
      if (!writing) return;
      // A COMMIT that fails leaves the transaction open, for the ROLLBACK.
      if (how === "ROLLBACK") writing = false;
      db.exec(how);
      writing = false;
    },
  };
}
