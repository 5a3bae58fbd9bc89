// Follows changes of the code that functions run, so that the next invocation starts with the new one.
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

/** An editor saves in several steps; they count as one change. */
const SETTLE_MS = 100;

/** Calls `changed` after the code in `core/` or `functions/` has changed. @returns a function that ends the watching. */
export function watchCode(changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = ["../core", "../functions"].map((folder) =>
    watch(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true }, (_event, file) => {
      if (!file?.endsWith(".ts")) return;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
