// The keys and cursors of lists, the same in every store: a cursor says where a page ended.
import * as z from "zod";
import { VisibleError } from "../errors.ts";

/** What is listed (a status, `all`, dead letters) and in which order: a cursor is good only for the list that gave it. */
export type ListScope = { scope: string; order: "newest" | "oldest" };

/** The scope of a list of jobs. */
export const jobScope = ({ status = "all", type }: { status?: string; type?: string }): string =>
  type === undefined ? status : `${status} ${type}`;

/** Sorts by creation; the id makes it unique. Sixteen digits hold every safe number of milliseconds. */
export const listKey = (timeMs: number, id: string): string => `${timeKey(timeMs)}#${id}`;
export const timeKey = (timeMs: number): string => String(Math.max(0, Math.floor(timeMs))).padStart(16, "0");

/** Of the last entry of a page. */
export function writeCursor(key: string, { order, scope }: ListScope): string {
  return Buffer.from(JSON.stringify([order, scope, key])).toString("base64url");
}

const Cursor = z.tuple([z.string(), z.string(), z.string().regex(/^\d{16}#./)]);

/** @returns the list key it holds. @throws VisibleError `invalid-cursor` */
export function readCursor(cursor: string, list: ListScope): string {
  try {
    const [, , key] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (writeCursor(key, list) === cursor) return key;
  } catch {
    // The cursor is not one of ours: the error below says so.
  }
  throw new VisibleError(
    "invalid-cursor",
    "cursor is not one that this list gave; leave it out to start again",
    {
      field: "cursor",
    },
  );
}
