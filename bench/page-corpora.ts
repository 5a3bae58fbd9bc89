// Loads corpora of saved pages whose article text is known, in the layouts in which they are published. None is part of this repository.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { gunzipSync } from "node:zlib";
import * as z from "zod";

/** What is known of a page: its whole text, or lines that belong to the article and lines that do not. */
export type Known = { text: string } | { inside: string[]; outside: string[] };
export type CorpusPage = { name: string; url: string; html: Buffer; known: Known };

const Bodies = z.record(z.string(), z.object({ articleBody: z.string().default(""), url: z.string() }));
const lines = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const Snippets = z.record(z.string(), z.object({ file: z.string(), with: lines, without: lines }));

/**
 * Reads a folder in one of three layouts:
 * - `ground-truth.json` (`{ id: { articleBody, url } }`) with `html/<id>.html.gz`: the article extraction benchmark;
 * - `evaluation.json` (`{ url: { file, with, without } }`) with `pages/**`: trafilatura's evaluation data;
 * - `html/<name>.html` with `txt/<name>.txt`: newspaper4k's test data.
 * @throws Error when the folder has none of them.
 */
export function loadCorpus(folder: string): CorpusPage[] {
  if (existsSync(join(folder, "ground-truth.json"))) return loadBodies(folder);
  if (existsSync(join(folder, "evaluation.json"))) return loadSnippets(folder);
  if (existsSync(join(folder, "txt"))) return loadPairs(folder);
  throw new Error(
    `${folder}: no ground-truth.json, evaluation.json or txt/ in it; docs are in bench/README.md`,
  );
}

function loadBodies(folder: string): CorpusPage[] {
  return Object.entries(Bodies.parse(readJson(join(folder, "ground-truth.json")))).map(([id, page]) => ({
    name: id,
    url: page.url,
    html: gunzipSync(readFileSync(join(folder, "html", `${id}.html.gz`))),
    known: { text: page.articleBody },
  }));
}

function loadSnippets(folder: string): CorpusPage[] {
  const files = new Map<string, string>();
  for (const entry of readdirSync(join(folder, "pages"), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) files.set(entry.name, join(entry.parentPath, entry.name));
  return Object.entries(Snippets.parse(readJson(join(folder, "evaluation.json")))).map(([url, page]) => {
    const path = files.get(page.file);
    if (path === undefined)
      throw new Error(`${folder}: ${page.file} is named by evaluation.json and missing`);
    return {
      name: page.file,
      url,
      html: readFileSync(path),
      known: { inside: page.with, outside: page.without },
    };
  });
}

function loadPairs(folder: string): CorpusPage[] {
  return readdirSync(join(folder, "txt")).flatMap((file) => {
    const { name } = parse(file);
    const path = join(folder, "html", `${name}.html`);
    if (!existsSync(path)) return [];
    const text = readFileSync(join(folder, "txt", file), "utf8");
    return [{ name, url: `https://corpus.example/${name}`, html: readFileSync(path), known: { text } }];
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
