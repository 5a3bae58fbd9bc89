// Reads pages of lists from the SQLite job store. Each list is read by an index, and the lists are merged.
import type { SQLInputValue } from "node:sqlite";
import { type ListQuery, type Page, pageSize, readCursor, timeKey, writeCursor } from "../core/jobs/index.ts";
import type { Database } from "./sqlite-connection.ts";
import { TYPE } from "./sqlite-file.ts";

export type PageQuery = Omit<ListQuery, "status"> & {
  /** What the cursor is good for. */
  scope: string;
  nowSeconds: number;
};

/** A page of the values listed under any of `lists`. It reads at most `limit` + 1 rows of each, however long they are. */
export function readPage(db: Database, lists: readonly string[], query: PageQuery): Page<unknown> {
  const limit = pageSize(query.limit);
  const { order, scope } = query;
  const { sql, values } = selection(query);
  const statement = db.statement(sql);
  // One more than asked for tells whether there is another page.
  const rows = lists.flatMap((list) => statement.all(list, ...values, limit + 1));
  const entries = rows.map((row) => ({ listed: String(row.listed), json: String(row.json) }));
  entries.sort((a, b) => (a.listed < b.listed ? -1 : 1));
  if (order === "newest") entries.reverse();
  const shown = entries.slice(0, limit);
  const items = shown.map(({ json }) => JSON.parse(json) as unknown);
  const last = shown.at(-1);
  if (entries.length <= limit || !last) return { items };
  return { items, cursor: writeCursor(last.listed, { scope, order }) };
}

const COUNT = `SELECT count(*) AS count FROM (SELECT 1 FROM items INDEXED BY items_by_list
  WHERE list = ? AND listed IS NOT NULL AND (expires IS NULL OR expires > ?) LIMIT ?)`;

/** How many values are in the list; it stops at `atMost`. */
export const countListed = (db: Database, list: string, atMost: number, nowSeconds: number): number =>
  Number(db.statement(COUNT).get(list, nowSeconds, atMost)?.count);

/** The query of one list's run; its values come between the list and the limit. Without the request, which no list shows and which may be most of the record. */
export function selection(query: PageQuery): { sql: string; values: SQLInputValue[] } {
  const { type, order, scope, cursor, createdBefore } = query;
  const newest = order === "newest";
  const conditions = ["list = ?", "listed IS NOT NULL"];
  const values: SQLInputValue[] = [];
  if (type !== undefined) {
    conditions.push(`${TYPE} = ?`);
    values.push(type);
  }
  conditions.push("(expires IS NULL OR expires > ?)");
  values.push(query.nowSeconds);
  if (cursor !== undefined) {
    conditions.push(newest ? "listed < ?" : "listed > ?");
    values.push(readCursor(cursor, { scope, order }));
  }
  if (createdBefore !== undefined) {
    conditions.push("listed < ?");
    values.push(timeKey(Math.ceil(createdBefore)));
  }
  // The index is named because SQLite's planner, which has no statistics, would choose the other one.
  const index = type === undefined ? "items_by_list" : "items_by_type";
  const where = conditions.join(" AND ");
  return {
    sql: `SELECT listed, json_replace(json, '$.request', NULL) AS json FROM items INDEXED BY ${index} WHERE ${where} ORDER BY listed ${newest ? "DESC" : "ASC"} LIMIT ?`,
    values,
  };
}
