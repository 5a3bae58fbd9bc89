// What the main thread does for its execution environments: it owns the job store's file, and has the queues.
import {
  type Backend,
  type Cache,
  type JobStore,
  type Stats,
  StoreError,
  VisibleError,
} from "../core/jobs/index.ts";
import type { Services } from "./lambda/protocol.ts";
import { SqsError } from "./sqs/errors.ts";
import type { Perform } from "./sqs/in-process.ts";
import { callsOver } from "./thread-calls.ts";

/** Whichever the process has. What is absent, each environment opens for itself. */
export type LocalServices = { store?: JobStore; cache?: Cache; sqs?: { perform: Perform }; stats?: Stats };

/**
 * Each process has the job store's file open once: its threads share the connection. DynamoDB is reached by each environment
 * itself. Outcomes are counted by the main thread in any case: it outlives its environments.
 */
export const ownServices = ({ store, cache, stats }: Backend, env: NodeJS.ProcessEnv): LocalServices => ({
  ...(stats && { stats }),
  ...(env.TABLE_NAME ? {} : { store, cache }),
});

/** The same in an environment: each call is carried out by the main thread. */
export function servicesOver({ port, names }: Services): LocalServices {
  const standIn = callsOver(port, [StoreError, VisibleError, SqsError]);
  const services: LocalServices = {};
  if (names.includes("store")) {
    // The main thread's own store is closed by the main thread.
    services.store = Object.assign(Object.create(standIn<JobStore>("store")), { close: () => {} });
  }
  if (names.includes("cache")) services.cache = standIn<Cache>("cache");
  if (names.includes("stats")) services.stats = quiet(standIn<Stats>("stats"));
  if (names.includes("sqs")) services.sqs = standIn<{ perform: Perform }>("sqs");
  return services;
}

/** An environment that is being ended cannot reach the main thread any more. No job is to notice. */
const quiet = ({ count, flush }: Stats): Stats => ({
  count: (outcome) => void Promise.resolve(count(outcome)).catch(() => {}),
  flush: (options) => flush(options).catch(() => {}),
});
