// What stands around every page: how many dead letters wait, whether the consumer is paused.
import { consumerState } from "../core/jobs/index.ts";
import type { Dashboard } from "./options.ts";

export type Shell = {
  /** In the dead-letter queue, about; undefined while it is out of reach. */
  dead: number | undefined;
  paused: boolean;
};

/** Read at most once in the time between two renderings, whoever looks at which page. */
export function createShell({ backend, liveMs }: Dashboard): () => Promise<Shell> {
  let read: { at: number; shell: Promise<Shell> } | undefined;
  return () => {
    const now = performance.now();
    if (!read || now - read.at >= liveMs) read = { at: now, shell: readShell(backend) };
    return read.shell;
  };
}

async function readShell(backend: Dashboard["backend"]): Promise<Shell> {
  const [dead, paused] = await Promise.all([
    backend.deadLetters.depth().catch(() => undefined),
    consumerState(backend).then(
      (state) => state.paused,
      () => false,
    ),
  ]);
  return { dead, paused };
}
