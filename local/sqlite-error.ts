// Turns a failure of the job store's file into a StoreError: which state the file is in, and how to mend it.
import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError, type StoreFault } from "../core/jobs/index.ts";

/** SQLite's primary result codes. [https://www.sqlite.org/rescode.html] */
const SQLITE = {
  permission: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** 0 for what is no error of SQLite. The extended codes hold the primary one in their low byte. */
function sqliteCode(error: unknown): number {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code & 0xff : 0;
}

/** Another connection holds the lock; it passes. */
export const isBusy = (error: unknown): boolean =>
  ([SQLITE.busy, SQLITE.locked] as number[]).includes(sqliteCode(error));

const ANOTHER_FOLDER = "or use another folder (--data)";

const says: Record<StoreFault, string> = {
  "store-locked":
    "is locked by another process. Nothing is lost: try again once that process has ended or let go of it",
  "store-full":
    "cannot grow: the disk is full. What was written before is kept: free some space and try again",
  "store-read-only": `cannot be written: give this user write permission to the file and its folder, ${ANOTHER_FOLDER}`,
  "store-missing":
    "does not exist: start `npm run dev`, which makes it, or name the folder of a running one with --data",
  "store-newer": `was written by a newer release, and is left as it is: update this checkout, ${ANOTHER_FOLDER}`,
  "store-corrupt": `is damaged or no job store, and is left as it is: restore a copy, or move it away to begin with an empty one, ${ANOTHER_FOLDER}`,
  "store-unavailable": `cannot be read or written: look after its disk, ${ANOTHER_FOLDER}`,
};

export function storeError(code: StoreFault, file: string, cause?: unknown, detail?: string): StoreError {
  const reason = detail ?? (cause instanceof Error ? cause.message : undefined);
  const because = reason === undefined ? "" : ` (${reason.replaceAll("\n", " ")})`;
  return new StoreError(code, `job store ${file} ${says[code]}${because}`, { cause });
}

/** The error as it was, unless SQLite or the file system threw it. */
export function explainStoreError(error: unknown, file: string): unknown {
  const fault = faultOf(error, file);
  return fault === undefined ? error : storeError(fault, file, error);
}

function faultOf(error: unknown, file: string): StoreFault | undefined {
  switch (sqliteCode(error)) {
    case 0:
      return undefined;
    case SQLITE.busy:
    case SQLITE.locked:
      return "store-locked";
    case SQLITE.full:
      return "store-full";
    case SQLITE.readOnly:
    case SQLITE.permission:
      return "store-read-only";
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return "store-corrupt";
    case SQLITE.cannotOpen:
    case SQLITE.io:
      return faultOfFile(file);
    default:
      return "store-unavailable";
  }
}

/** Of the file system's own errors. */
export function faultOfCode(error: unknown): StoreFault | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "store-read-only";
  return code === "ENOSPC" ? "store-full" : undefined;
}

/** SQLite's "unable to open" and "disk I/O error" say little, so the file system is asked for the reason. */
function faultOfFile(file: string): StoreFault {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats && !folderExists(file)) return "store-missing";
  if (stats && !stats.isFile()) return "store-corrupt";
  if ((stats && !isWritable(file)) || !isWritable(dirname(file))) return "store-read-only";
  return spaceFault(file);
}

const folderExists = (file: string): boolean =>
  statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() ?? false;

/** SQLite's shared-memory file takes 32 KB beside the database: less free space than that is a full disk. */
function spaceFault(file: string): StoreFault {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize < 64 * 1024 ? "store-full" : "store-unavailable";
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
