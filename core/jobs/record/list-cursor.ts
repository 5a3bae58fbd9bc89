// The keys and cursors of lists, the same in every store: a cursor says where a page ended.
import * as z from "zod";
import { VisibleError } from "../errors.ts";
import type { ListQuery } from "../ports.ts";
import type { Job, JobStatus } from "./job.ts";

/** What is listed (a status, `all`, dead letters) and in which order: a cursor is good only for the list that gave it. */
export type ListScope = { scope: string; order: "newest" | "oldest" };

const MOST_LISTED = 1_000;

/** How many a page may have, whatever was asked for. */
export const pageSize = (limit: number): number => Math.min(MOST_LISTED, Math.max(1, Math.floor(limit)));

/** The scope of a list of jobs. */
export const jobScope = ({ status, type }: Pick<ListQuery, "status" | "type">): string => {
  const scope = statusesOf(status)?.join("+") ?? "all";
  return type === undefined ? scope : `${scope} ${type}`;
};

/** The statuses of a query, in one order; undefined: all. */
export const statusesOf = (status: ListQuery["status"]): readonly JobStatus[] | undefined =>
  status === undefined ? undefined : [status].flat().sort();

/** Where a job stands in its list: by creation, and while it is scheduled by when it is due. */
export const jobListKey = ({
  id,
  status,
  createdAt,
  nextAttemptAt,
}: Pick<Job, "id" | "status" | "createdAt" | "nextAttemptAt">): string =>
  listKey(status === "scheduled" ? (nextAttemptAt ?? createdAt) : createdAt, id);

/** Sorts by time; the id makes it unique. Sixteen digits hold every safe number of milliseconds. */
export const listKey = (timeMs: number, id: string): string => `${timeKey(timeMs)}#${id}`;
export const timeOfKey = (key: string): number => Number.parseInt(key, 10);
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
