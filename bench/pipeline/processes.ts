// Beside bench/sqs/processes.ts: what the pipeline's processes say, and how much their folders hold.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The next message of a child. @throws Error when it ends instead. */
export async function messageOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${child.spawnargs.slice(0, 2).join(" ")} ended with code ${code}`);
  });
  const [message] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return message;
}

/** Of all files in it. */
export function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => sum + (statSync(path).isDirectory() ? bytesOf(path) : statSync(path).size), 0);
}
