// Follows changes of the code that functions run, so that the next invocation starts with the new one.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { watch } from "chokidar";

/** Changes within this time count as one: an editor saves in several steps, and a checkout changes many files. */
const SETTLE_MS = 100;

/**
 * Calls `changed` with the files, by their paths from the working directory, after the code in `folders` has changed, by
 * whatever way of saving; and `ready` when all is watched.
 * @returns a function that ends the watching.
 */
export function watchCode(
  changed: (files: string[]) => void,
  folders: readonly string[] = CODE,
  ready: () => void = () => {},
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const files = new Set<string>();
  const tell = () => {
    const told = [...files].sort();
    files.clear();
    changed(told);
  };
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !path.endsWith(".ts"),
  });
  watcher.on("ready", ready);
  watcher.on("all", (_event, path) => {
    files.add(relative(process.cwd(), path));
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLE_MS);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

const CODE = ["../core", "../functions"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
