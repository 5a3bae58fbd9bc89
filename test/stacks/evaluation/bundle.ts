// Bundles and runs the app's configuration as SST's CLI does: with its globals, and without imports at its top.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import * as z from "zod";

/** `config` for the app() part, which sees `$config` only; else what the CLI defines for run(). */
export type Globals = "config" | Record<"$app" | "$cli" | "$dev", string>;

const ProviderLock = z.array(z.object({ alias: z.string(), package: z.string() }));

export async function bundleAndImport(options: {
  tree: string;
  platform: string;
  name: string;
  source: string;
  globals: Globals;
}) {
  const { tree, platform, name, source, globals } = options;
  const require = createRequire(path.join(platform, "package.json"));
  const esbuild: typeof import("esbuild") = require("esbuild");
  const outfile = path.join(platform, `sst.${name}.${process.pid}.mjs`);
  process.on("exit", () => fs.rmSync(outfile, { force: true }));
  const forConfig = globals === "config";
  await esbuild.build({
    stdin: { contents: source, resolveDir: tree, sourcefile: "evaluate.ts", loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    mainFields: ["module", "main"],
    sourcemap: "inline",
    nodePaths: [path.join(platform, "node_modules")],
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "undici",
      "esbuild",
      "archiver",
      "glob",
      "vite",
    ],
    banner: {
      js: `import { createRequire as __require } from "node:module"; const require = __require(import.meta.url);
import { fileURLToPath as __path } from "node:url"; const __filename = __path(import.meta.url), __dirname = __path(new URL(".", import.meta.url));
${forConfig ? "const $config = (config) => config;" : ""}`,
    },
    ...(forConfig
      ? { plugins: [noTopLevelImports] }
      : {
          define: globals,
          inject: [path.join(platform, "src/shim/run.js")],
          plugins: [providerGlobals(tree, platform)],
        }),
  });
  return (await import(pathToFileURL(outfile).href)).default;
}

/** The CLI refuses them too: it runs app() before anything is installed. */
const noTopLevelImports: Plugin = {
  name: "no-top-level-imports",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ importer, kind, path: imported }) => {
      if (path.basename(importer) !== "sst.config.ts" || kind !== "import-statement") return undefined;
      return { errors: [{ text: `sst.config.ts must have no top-level imports: ${imported}` }] };
    });
  },
};

/** Gives every file of ours `sst` and the providers, on its first line so that line numbers stay. */
function providerGlobals(tree: string, platform: string): Plugin {
  const lock = ProviderLock.parse(
    JSON.parse(fs.readFileSync(path.join(tree, ".sst/provider-lock.json"), "utf8")),
  );
  const imports = lock.map((provider) => `import * as ${provider.alias} from "${provider.package}";`);
  const globals = [...imports, `import * as sst from "${platform}/src/components";\n`].join(" ");
  return {
    name: "provider-globals",
    setup(build) {
      build.onLoad({ filter: /\.[jt]sx?$/ }, (file) => {
        if (file.path.startsWith(platform) || file.path.includes("/node_modules/")) return undefined;
        return { contents: globals + fs.readFileSync(file.path, "utf8"), loader: "default" };
      });
    },
  };
}
