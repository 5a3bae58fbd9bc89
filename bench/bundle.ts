// Bundles a Lambda handler as SST 4.17 does when it deploys (its pkg/runtime/node/build.go), with this project's options.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { bundling } from "../stacks/bundling.ts";

export type Bundle = {
  /** The file that Lambda imports; the chunks beside it are imported by it, at once or when they are needed. */
  file: string;
  /** Of the file and the chunks that it always imports. */
  startBytes: number;
  /** The source files in them. */
  startSources: string[];
  /** Of all files. */
  totalBytes: number;
};

const root = path.resolve(import.meta.dirname, "..");

/** SST adds it, so that CommonJS packages find what they expect. */
const banner = [
  `import { createRequire as topLevelCreateRequire } from 'module';`,
  "const require = topLevelCreateRequire(import.meta.url);",
  `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
  "const __filename = topLevelFileUrlToPath(import.meta.url)",
  `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
].join("\n");

/** A file of this project, or source text with a name. */
export type Entry = { file: string } | { name: string; source: string };

/** @param otherwise what a trial bundles in another way than SST does */
export async function bundleFunction(
  entry: Entry,
  outdir: string,
  otherwise: BuildOptions = {},
): Promise<Bundle> {
  const name = "file" in entry ? path.basename(entry.file, ".ts") : entry.name;
  const { metafile = { inputs: {}, outputs: {} } } = await build({
    ...("file" in entry
      ? { entryPoints: { [name]: path.join(root, entry.file) } }
      : {
          stdin: {
            contents: entry.source,
            resolveDir: root,
            sourcefile: `${name}.ts`,
            loader: "ts" as const,
          },
        }),
    ...("file" in entry ? {} : { entryNames: name }),
    absWorkingDir: root,
    outdir,
    outExtension: { ".js": ".mjs" },
    splitting: bundling.splitting,
    external: ["sharp", "pg-native", ...bundling.esbuild.external],
    alias: bundling.esbuild.alias,
    banner: { js: banner },
    platform: "node",
    format: "esm",
    target: "esnext",
    mainFields: ["module", "main"],
    bundle: true,
    minify: bundling.minify,
    keepNames: true,
    metafile: true,
    logLevel: "error",
    ...otherwise,
    write: true,
  });
  const file = path.join(outdir, `${name}.mjs`);
  const start = startOutputs(metafile, path.relative(root, file));
  return {
    file,
    startBytes: start.reduce((sum, output) => sum + (metafile.outputs[output]?.bytes ?? 0), 0),
    startSources: start.flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {})),
    totalBytes: sizeOf(outdir),
  };
}

/** Follows static imports only. */
function startOutputs(metafile: Metafile, entry: string): string[] {
  const seen = new Set<string>();
  const visit = (output: string): void => {
    if (seen.has(output)) return;
    seen.add(output);
    for (const imported of metafile.outputs[output]?.imports ?? []) {
      if (imported.kind === "import-statement" && !imported.external) visit(imported.path);
    }
  };
  visit(entry);
  return [...seen];
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
