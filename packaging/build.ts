// `npm run package`: builds the packages of packages.ts into dist/, each as a folder and as a tarball, and measures them.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packagedDocument } from "./document.ts";
import { manifestOf } from "./manifest.ts";
import { PACKAGES, type PackageDefinition } from "./packages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

export type Built = {
  name: string;
  folder: string;
  tarball: string;
  packedBytes: number;
  unpackedBytes: number;
  files: number;
};

/** Each in `dist/NAME`, and packed in `dist/NAME-VERSION.tgz`. */
export async function buildPackages(): Promise<Built[]> {
  rmSync(dist, { recursive: true, force: true });
  const built: Built[] = [];
  for (const definition of PACKAGES) built.push(await buildPackage(definition));
  return built;
}

async function buildPackage(definition: PackageDefinition): Promise<Built> {
  const folder = join(dist, definition.name);
  mkdirSync(folder, { recursive: true });
  compileModules(definition, folder);
  await compileCommonJs(definition, folder);
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  writeJson(join(folder, "package.json"), manifestOf(definition, root));
  cpSync(join(root, "packaging", definition.name, "README.md"), join(folder, "README.md"));
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  for (const [place, source] of Object.entries(definition.documents ?? {})) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    const text = readFileSync(join(root, source), "utf8");
    writeFileSync(join(folder, place), packagedDocument(text, place, source, definition));
  }
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--pack-destination", dist], { cwd: folder, encoding: "utf8" }),
  );
  return {
    name: definition.name,
    folder,
    tarball: join(dist, `${definition.name}-${version}.tgz`),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    files: packed.entryCount,
  };
}

/** ES modules with declarations and source maps, by tsc, into lib/. */
function compileModules(definition: PackageDefinition, folder: string): void {
  const lib = join(folder, "lib");
  const sources = [
    ...Object.values(definition.entries),
    ...Object.values(definition.bin ?? {}),
    ...(definition.threads ?? []),
  ];
  const config = join(dist, `tsconfig.${definition.name}.json`);
  writeJson(config, {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      noEmitOnError: true,
      target: "es2023",
      lib: ["es2024", "esnext.iterator", "esnext.disposable"],
      rewriteRelativeImportExtensions: true,
      declaration: true,
      sourceMap: true,
      inlineSources: true,
      stripInternal: true,
      rootDir: root,
      outDir: lib,
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: [],
    files: sources.map((source) => join(root, source)),
  });
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config], {
    cwd: root,
    stdio: "inherit",
  });
  for (const file of globSync("**/*.{js,d.ts}", { cwd: lib })) {
    rewrite(join(lib, file), (text) => withJsEndings(text, file, definition));
  }
}

/** The same files as CommonJS, for test runners that load nothing else, by esbuild, into cjs/. */
async function compileCommonJs(definition: PackageDefinition, folder: string): Promise<void> {
  const lib = join(folder, "lib");
  const cjs = join(folder, "cjs");
  const modulesOnly = new Set([...Object.values(definition.bin ?? {}), ...(definition.threads ?? [])]);
  const sources = globSync("**/*.js", { cwd: lib })
    .map((file) => file.replace(/\.js$/, ".ts"))
    .filter((source) => !modulesOnly.has(source));
  const usesUrl = (source: string) => readFileSync(join(root, source), "utf8").includes("import.meta.url");
  const options = {
    absWorkingDir: root,
    outbase: root,
    outdir: cjs,
    format: "cjs",
    platform: "node",
    target: "node20",
    sourcemap: true,
    // A test runner's virtual machine has no import().
    supported: { "dynamic-import": false },
    logLevel: "warning",
  } as const;
  await build({ ...options, entryPoints: sources.filter((source) => !usesUrl(source)) });
  await build({
    ...options,
    entryPoints: sources.filter(usesUrl),
    define: { "import.meta.url": "moduleUrl" },
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  for (const file of globSync("**/*.js", { cwd: cjs })) {
    rewrite(join(cjs, file), (text) => withJsEndings(text, file, definition, "lib"));
  }
  for (const file of globSync("**/*.d.ts", { cwd: lib })) {
    mkdirSync(dirname(join(cjs, file)), { recursive: true });
    cpSync(join(lib, file), join(cjs, file));
  }
  writeJson(join(cjs, "package.json"), { type: "commonjs" });
}

/**
 * The endings that tsc leaves: in declarations, and in `new URL("./x.ts", import.meta.url)`.
 * @param threadsIn where the files of threads are, when not beside this one
 */
function withJsEndings(
  text: string,
  file: string,
  definition: PackageDefinition,
  threadsIn?: string,
): string {
  return text
    .replace(/(\bfrom |\bimport\(|\brequire\(|^import )"(\.{1,2}\/[^"]+)\.ts"/gm, '$1"$2.js"')
    .replace(/new URL\("(\.{1,2}\/[^"]+)\.ts"/g, (_, path: string) => {
      const target = posix.join(posix.dirname(file), path);
      if (!definition.threads?.includes(`${target}.ts`)) {
        throw new Error(
          `${definition.name}: ${file} loads ${target}.ts by URL: name it in \`threads\` of packages.ts`,
        );
      }
      const inThere = threadsIn
        ? posix.relative(posix.join("cjs", posix.dirname(file)), posix.join(threadsIn, target))
        : path;
      return `new URL("${inThere}.js"`;
    });
}

function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, "utf8");
  const changed = change(text);
  if (changed !== text) writeFileSync(file, changed);
}

const writeJson = (file: string, value: object) =>
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);

if (import.meta.main) {
  for (const { name, tarball, packedBytes, unpackedBytes, files } of await buildPackages()) {
    const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
    const where = relative(process.cwd(), tarball);
    console.log(
      `${name}: ${where}, ${kb(packedBytes)} packed, ${kb(unpackedBytes)} unpacked, ${files} files`,
    );
    if (!statSync(tarball).isFile()) throw new Error(`${where} was not packed`);
  }
}
