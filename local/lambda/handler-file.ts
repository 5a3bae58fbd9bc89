// Finds the file of a handler by the name that Lambda's configuration has for it.
import { statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export type HandlerFile = {
  /** URL of the file. */
  module: string;
  /** Absent: `handler`, or else the default export. */
  handler?: string;
};

const ENDINGS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * @param handler as on Lambda, `src/orders.handler`; or the path or URL of the file alone
 * @param folder what a relative path is relative to
 * @throws Error one line, when there is no such file
 */
export function findHandler(handler: string | URL, folder = process.cwd()): HandlerFile {
  if (typeof handler !== "string" && !(handler instanceof URL)) {
    throw new Error(
      `handler is ${typeof handler}: give the path or URL of its file, or file and export as on Lambda, src/orders.handler; it runs in a thread of its own`,
    );
  }
  const path = pathOf(handler);
  const file = isAbsolute(path) ? path : resolve(folder, path);
  if (isFile(file)) return { module: pathToFileURL(file).href };
  // As Lambda reads it: what follows the first dot of the last part is the place among the exports.
  const [name = "", ...exportPath] = basename(file).split(".");
  const root = join(dirname(file), name);
  const found = ENDINGS.map((ending) => root + ending).find(isFile);
  if (found !== undefined && exportPath.length > 0) {
    return { module: pathToFileURL(found).href, handler: exportPath.join(".") };
  }
  throw new Error(
    `handler ${path}: there is no file ${file}, nor one called ${root} with ${ENDINGS.join(", ")}. Name the file, or file and export as on Lambda: src/orders.handler`,
  );
}

const pathOf = (handler: string | URL): string =>
  handler instanceof URL || handler.startsWith("file:") ? fileURLToPath(handler) : handler;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
