// What an app's registry exports: a function that makes the app's job types for one process.
import type { Cache, JobType } from "./jobs/engine.ts";

/** What the code of job types may use of its process. */
export type JobTypeContext = {
  cache: Cache;
  /** The environment that the app's own variables are read from; absent, the process's. */
  env: NodeJS.ProcessEnv | undefined;
};

/** What the module at `registry` exports under the name `createJobTypes`. */
export type CreateJobTypes = (context: JobTypeContext) => readonly JobType[];
