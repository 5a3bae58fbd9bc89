// The index of texts in the SQLite file: which rows may hold a text, found by its runs of three characters (FTS5's trigrams).
import { Job, StoredRequest } from "../core/jobs/index.ts";
import { foldText, searchTexts, valuesOf } from "../core/jobs/operate/inspector.ts";
import type { Database } from "./sqlite-connection.ts";

/**
 * One document for each job, and for each payload in an item of its own, under the id of its row. It holds neither the text nor where
 * in it a run stands: a search looks into the rows that it finds. The texts come in lower case already.
 */
export const TEXTS = `
CREATE VIRTUAL TABLE texts USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);
CREATE TRIGGER texts_erased AFTER DELETE ON items WHEN old.key GLOB 'job#*' OR old.key GLOB 'request#*'
BEGIN
  DELETE FROM texts WHERE rowid = old.id;
END;
`;
export const INDEX_TEXT = "INSERT OR REPLACE INTO texts (rowid, text) VALUES (?, ?)";
export const FORGET_TEXT = "DELETE FROM texts WHERE rowid = ?";

const RUN = 3;
/** More narrow a search no further, and each is a look-up. */
const MOST_RUNS = 40;

/** What is indexed of a job: all that a search may look for in its row. Undefined for one whose data was deleted. */
export const textOfJob = (job: Job): string | undefined =>
  job.deletedAt === undefined ? foldText([...searchTexts(job, job.request)].join("\n")) : undefined;

/** Whether a change touched what is searched. A claim, progress and an end do not. */
export const hasOtherText = (before: Job, after: Job): boolean =>
  before.title !== after.title ||
  before.request !== after.request ||
  before.deletedAt !== after.deletedAt ||
  errorsOf(before) !== errorsOf(after);

const errorsOf = ({ attempts }: Job): string =>
  attempts.map(({ error }) => (error ? `${error.name}: ${error.message}` : "")).join("\n");

export const textOfRequest = (request: unknown): string => foldText([...valuesOf(request)].join("\n"));

/** Of a row as it is kept; undefined for what is not searched. @throws Error for a record that this release cannot read. */
export function textOfRow(key: string, value: unknown): string | undefined {
  if (key.startsWith("job#")) return textOfJob(Job.parse(value));
  if (key.startsWith("request#")) return textOfRequest(StoredRequest.parse(value).request);
  return undefined;
}

/** Whether the index can tell anything of it: it is as long as a run. */
export const isIndexed = (text: string): boolean => runsOf(foldText(text)).length > 0;

/**
 * The ids of the rows that hold every run of the text: those that hold the text are among them.
 * @returns undefined when there are more than `most`.
 */
export function rowsWith(db: Database, text: string, most: number): number[] | undefined {
  const runs = runsOf(foldText(text)).map((run) => `"${run.replaceAll('"', '""')}"`);
  const rows = db
    .statement("SELECT rowid AS id FROM texts WHERE texts MATCH ? LIMIT ?")
    .all(runs.join(" AND "), most + 1);
  return rows.length > most ? undefined : rows.map(({ id }) => Number(id));
}

/** Different runs, from all over the text. */
function runsOf(folded: string): string[] {
  const characters = Array.from(folded);
  const runs = new Set<string>();
  for (let at = 0; at + RUN <= characters.length; at++) runs.add(characters.slice(at, at + RUN).join(""));
  const all = [...runs];
  const step = Math.max(1, Math.ceil(all.length / MOST_RUNS));
  return all.filter((_, index) => index % step === 0);
}
