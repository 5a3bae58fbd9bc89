// Lets Node find and read a handler's files as a bundler does: a handler is bundled before it is deployed.
import * as nodeModule from "node:module";
import { pathToFileURL } from "node:url";

const ENDINGS = [".ts", ".mts", ".js", ".mjs", ".cts", ".cjs", "/index.ts", "/index.js"];
let registered = false;

/**
 * For this thread, from now on. Not in Node 20, which has no such hooks.
 * - `./order` and `./order.js` are found in order.ts.
 * - TypeScript with `import` and `export` is an ES module whatever the `type` of package.json says: `npm init` writes
 *   `commonjs`, which Node alone would take the file for.
 */
export function loadLikeBundlers(): void {
  if (registered || typeof nodeModule.registerHooks !== "function") return;
  registered = true;
  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (!/^(\.{1,2}\/|\/|file:)/.test(specifier)) throw error;
        const parent = context.parentURL ?? pathToFileURL(`${process.cwd()}/`).href;
        if (parent.includes("/node_modules/")) throw error;
        const typescript = specifier.replace(/\.([cm]?)js$/, ".$1ts");
        const candidates = [typescript, ...ENDINGS.map((ending) => specifier + ending)];
        for (const candidate of candidates) {
          try {
            return nextResolve(candidate, context);
          } catch {
            // The next one; the first error is the one to report.
          }
        }
        throw error;
      }
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const isModule = loaded.format === "commonjs-typescript" && hasModuleSyntax(String(loaded.source));
      return isModule && url.endsWith(".ts") ? { ...loaded, format: "module-typescript" } : loaded;
    },
  });
}

/** Types are no sign of it: they are removed, and a CommonJS file may import and export them. */
const hasModuleSyntax = (source: string): boolean =>
  /^(?:import\b(?!\s+type\b)|export\b(?!\s+(?:type|interface|declare)\b))\s*[\w{*"']/m.test(source);
