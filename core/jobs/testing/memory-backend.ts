// The engine's backend in memory: a job store and two queues with faults on demand, and captured log lines.
import type { Clock } from "../../clock.ts";
import type { PriorityWeights } from "../../priorities.ts";
import { defineSettings, type SettingsOverrides } from "../../settings.ts";
import type { Backend } from "../backend.ts";
import type { JobHook } from "../hooks.ts";
import type { JobType } from "../job-type.ts";
import { logJobs } from "../log-hook.ts";
import { createRegistry } from "../registry.ts";
import { createFaultyStore } from "./faulty-store.ts";
import { captureLog } from "./log-lines.ts";
import { createMemoryCache } from "./memory-cache.ts";
import { createMemoryQueues } from "./memory-queues.ts";
import { createMemoryStore } from "./memory-store.ts";

export type MemoryBackendOptions = {
  types: readonly JobType[];
  /** Base values of `core/settings.ts` that differ. */
  settings?: SettingsOverrides | undefined;
  /** As in `defineApp`. All messages are in one queue here, whatever their priority. */
  priorities?: PriorityWeights | undefined;
  clock: Clock;
  /** Beside the engine's own log lines. */
  hooks?: readonly JobHook[] | undefined;
  /** The jitter of a backoff, from 0 up to 1; in the middle by default. */
  random?: (() => number) | undefined;
  shutdown?: AbortSignal | undefined;
};

export function createMemoryBackend(options: MemoryBackendOptions) {
  const { clock, hooks = [], random = () => 0.5, shutdown } = options;
  const settings = defineSettings(options.settings, options.priorities);
  const now = () => clock.now();
  const memory = createMemoryStore({ settings, now });
  const store = createFaultyStore(memory);
  const queues = createMemoryQueues({ now, ...settings.queue });
  const logs = captureLog();
  const backend: Backend = {
    settings,
    store,
    cache: createMemoryCache({ settings, now }),
    queue: queues.queue,
    deadLetters: queues.deadLetters,
    registry: createRegistry(options.types, settings),
    hooks: [logJobs, ...hooks],
    log: logs.log,
    now,
    after: (delayMs, run) => clock.after(delayMs, run),
    random,
    ...(shutdown ? { shutdown } : {}),
  };
  return { backend, store, queues, logs, jobs: memory.jobs };
}
