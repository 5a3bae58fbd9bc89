// Brings the file of an earlier release to this one's tables: its rows get ids, and what is searched is indexed.
import type { DatabaseSync } from "node:sqlite";
import { INDEX_TEXT, textOfRow } from "./sqlite-texts.ts";

/** Fewer are done before anybody wonders. */
const MANY_ROWS = 50_000;

/**
 * Within the caller's transaction. It reads each row once: about a minute for a million jobs.
 * @param schema makes the tables of this release.
 */
export function upgradeItems(db: DatabaseSync, schema: string): void {
  const rows = Number(db.prepare("SELECT count(*) AS rows FROM items").get()?.rows);
  if (rows > MANY_ROWS) {
    process.emitWarning(
      `the job store is of an earlier release: its ${rows.toLocaleString("en-US")} rows are indexed once, a minute for a million`,
    );
  }
  // The indices keep their names with a table that is renamed, and would be taken for those of the new one.
  const indices = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'items' AND sql IS NOT NULL")
    .all();
  for (const { name } of indices) db.exec(`DROP INDEX "${String(name).replaceAll('"', '""')}"`);
  db.exec(`ALTER TABLE items RENAME TO items_before; ${schema}`);
  db.exec(
    "INSERT INTO items (key, list, listed, expires, json) SELECT key, list, listed, expires, json FROM items_before",
  );
  db.exec("DROP TABLE items_before");
  const index = db.prepare(INDEX_TEXT);
  for (const { id, key, json } of db.prepare("SELECT id, key, json FROM items").iterate()) {
    const text = textOf(String(key), String(json));
    if (text !== undefined) index.run(Number(id), text);
  }
}

/** A row that cannot be read stays as it is: whoever reads it by its id is told. */
function textOf(key: string, json: string): string | undefined {
  try {
    return textOfRow(key, JSON.parse(json));
  } catch {
    return undefined;
  }
}
