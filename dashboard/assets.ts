// The files that pages load: read once, from the repository and from node_modules, each under an address that names its content.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const own = (name: string) => new URL(`./client/${name}`, import.meta.url);
const ofPackage = (file: string) => createRequire(import.meta.url).resolve(file);

const JS = "text/javascript; charset=utf-8";
const CSS = "text/css; charset=utf-8";

const FILES = {
  "dashboard.css": { type: CSS, file: own("dashboard.css") },
  "dashboard.js": { type: JS, file: own("dashboard.js") },
  "charts.js": { type: JS, file: own("charts.js") },
  "icon.svg": { type: "image/svg+xml", file: own("icon.svg") },
  "idiomorph.js": { type: JS, file: ofPackage("idiomorph/dist/idiomorph.min.js") },
  "uplot.js": { type: JS, file: ofPackage("uplot/dist/uPlot.iife.min.js") },
  "uplot.css": { type: CSS, file: ofPackage("uplot/dist/uPlot.min.css") },
} as const;
export type AssetName = keyof typeof FILES;

type Asset = { type: string; content: Buffer; path: string };

const loaded = new Map<string, Asset>();

export function asset(name: AssetName): Asset {
  const known = loaded.get(name);
  if (known) return known;
  const { type, file } = FILES[name];
  const content = readFileSync(file);
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 12);
  const made = { type, content, path: `/assets/${hash}/${name}` };
  loaded.set(name, made);
  return made;
}

const names = Object.keys(FILES) as AssetName[];

/** The file at this address, with the hash that it has now. @param path below the dashboard */
export function assetAt(path: string): Asset | undefined {
  const name = names.find((one) => asset(one).path === path);
  return name && asset(name);
}
