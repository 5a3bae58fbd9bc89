// A job type's payload schema and function; the list of all types is `core/registry.ts`.
import * as z from "zod";
import { PermanentError } from "./errors.ts";
import { readStored } from "./payload.ts";

/** What a running job may use of the engine. */
export type JobContext = {
  jobId: string;
  /** Fires about 10 s before the function's deadline, at a lost claim and at a shutdown. A job that does not settle then is ended. */
  signal: AbortSignal;
  /** Tells callers how far the job is; written to the record at most every `settings.jobs.progressSeconds`. */
  reportProgress(stage: string, done: number, total: number): void;
};

export type JobType<Payload = unknown> = {
  /** `briefing:generate` */
  name: string;
  /** The ids of its jobs begin with this: `brf`. */
  idPrefix: string;
  payload: z.ZodType<Payload>;
  /** One line for lists and logs; the only part of a payload that may be logged. */
  title(payload: Payload): string;
  /** The result must be JSON. Throw PermanentError to stop at once, RetryLaterError to name a delay. */
  run(payload: Payload, context: JobContext): Promise<unknown>;
};

export type JobRegistry = ReadonlyMap<string, JobType>;

/**
 * Binds a type's payload to its schema; the registry itself holds types of every payload. `title` and `run` of what it
 * returns take the payload as it was kept, and read it by the schema, once.
 */
export function defineJob<Payload>(type: JobType<Payload>): JobType {
  return {
    ...type,
    title: (stored) => {
      const parsed = readStored(type.payload, stored);
      if (!parsed.success) throw parsed.error;
      return type.title(parsed.data);
    },
    async run(stored, context) {
      const parsed = readStored(type.payload, stored);
      if (parsed.success) return await type.run(parsed.data, context);
      throw new PermanentError(
        `the recorded payload is no longer a ${type.name}: ${z.prettifyError(parsed.error)}`,
      );
    },
  };
}

/** @throws Error when two types have one name: the second would silently take the first one's jobs. */
export function createRegistry(types: readonly JobType[]): JobRegistry {
  const registry = new Map(types.map((type) => [type.name, type]));
  if (registry.size === types.length) return registry;
  throw new Error(`two job types have one name, among ${types.map(({ name }) => name).join(", ")}`);
}
