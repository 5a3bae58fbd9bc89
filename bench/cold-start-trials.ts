// Other ways to bundle the consumer, one change each, to see what it would give. Most are no working functions: a stub in
// place of a part shows the most that could be saved there.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import type { Entry } from "./bundle.ts";

export type Trial = {
  name: string;
  entry: Entry;
  otherwise?: BuildOptions;
  /** Of the process that imports it. */
  env?: Record<string, string>;
};

const root = path.resolve(import.meta.dirname, "..");
const entry = { file: "functions/consumer.ts" };
const SCHEMAS = 14;

/** @param folder for what a trial keeps from run to run */
export function trials(folder: string): Trial[] {
  const consumer = (name: string, otherwise: BuildOptions): Trial => ({ name, entry, otherwise });
  const without = (name: string, ...plugins: Plugin[]) => consumer(name, { plugins });
  return [
    { name: "consumer", entry },
    consumer("not minified", { minify: false }),
    consumer("no code splitting", { splitting: false }),
    consumer("credential providers of laptops too", { external: ["sharp", "pg-native"] }),
    consumer("names not kept (SST always keeps them)", { keepNames: false }),
    without("pino's browser build", inPlaceOf(/^pino$/, browserPino)),
    without("no logger", inPlaceOf(/^pino$/, NO_LOGGER)),
    without(
      "zod without compiled parsers",
      changed(/zod\/v4\/core\/core\.js$/, (text) => `${text}\nglobalConfig.jitless = true;`),
    ),
    without(
      "credentials of the environment only",
      inPlaceOf(/^@aws-sdk\/credential-provider-node$/, ENVIRONMENT_ONLY),
    ),
    without(
      "an endpoint instead of rule sets",
      changed(/client-\w+\/dist-es\/endpoint\/endpointResolver\.js$/, () => ONE_ENDPOINT),
      changed(/aws\/partitions\.js$/, () => NO_PARTITIONS),
    ),
    without(
      "one class for all errors of AWS",
      changed(/client-\w+\/dist-es\/models\/errors\.js$/, oneErrorClass),
    ),
    {
      name: "compile cache, of this very Node",
      entry,
      env: { NODE_COMPILE_CACHE: path.join(folder, "cache") },
    },
    { name: "14 schemas by zod, alone", entry: { name: "zod", source: schemas("zod") } },
    { name: "14 schemas by zod/mini, alone", entry: { name: "mini", source: schemas("zod/mini") } },
  ];
}

const NO_LOGGER = `
const log = { child: () => log, info() {}, error() {}, debug() {}, warn() {} };
export default Object.assign(() => log, { destination: () => ({}), stdSerializers: { err: (error) => error } });`;
const browserPino = `export { default } from ${JSON.stringify(path.join(root, "node_modules/pino/browser.js"))};`;
const ENVIRONMENT_ONLY = `
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;
const ONE_ENDPOINT = `export const defaultEndpointResolver = () => ({ url: new URL("https://example.com") });`;
const NO_PARTITIONS = "export const partitionsInfo = { partitions: [] };";

/** A module's text in place of a package. */
const inPlaceOf = (filter: RegExp, contents: string): Plugin => ({
  name: String(filter),
  setup({ onResolve, onLoad }) {
    const namespace = `in place of ${filter}`;
    onResolve({ filter }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: root }));
  },
});

const changed = (filter: RegExp, change: (text: string) => string): Plugin => ({
  name: String(filter),
  setup({ onLoad }) {
    onLoad({ filter }, ({ path }) => ({ contents: change(readFileSync(path, "utf8")) }));
  },
});

function oneErrorClass(text: string): string {
  const imported =
    /^import .*__BaseException.*$/m.exec(text)?.[0] ?? "class __BaseException extends Error {}";
  const names = [...text.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
  return [imported, ...names.map((name) => `export const ${name} = __BaseException;`)].join("\n");
}

/** Objects of five members, four of them parsed once. */
function schemas(library: "zod" | "zod/mini"): string {
  const chained = `{ a: z.string().min(1).max(50), b: z.int().positive().optional(), c: z.enum(["x", "y"]),
    d: z.array(z.object({ n: z.int(), s: z.string() })).optional(), e: z.boolean().default(true) }`;
  const mini = `{ a: z.string().check(z.minLength(1), z.maxLength(50)), b: z.optional(z.int().check(z.positive())), c: z.enum(["x", "y"]),
    d: z.optional(z.array(z.object({ n: z.int(), s: z.string() }))), e: z._default(z.boolean(), true) }`;
  return `import * as z from "${library}";
    const made = Array.from({ length: ${SCHEMAS} }, () => z.strictObject(${library === "zod" ? chained : mini}));
    export const parsed = made.slice(0, 4).map((schema) => schema.parse({ a: "b", c: "x" }));
    export const handler = async () => made;`;
}
