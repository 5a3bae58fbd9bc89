// A job type: what its payload is, how it runs, and its own limits.
import * as z from "zod";
import type { Priority } from "../priorities.ts";
import type { Backend } from "./backend.ts";
import type { UniqueRule } from "./enqueue/unique.ts";
import { PermanentError } from "./errors.ts";
import type { FieldError } from "./field-errors.ts";
import type { FollowUp } from "./follow/follow-up.ts";
import type { BreakerRule } from "./hold/breaker.ts";
import type { RateLimit } from "./hold/rate-limit.ts";
import { canonicalJson } from "./record/json.ts";
import { readStored } from "./record/payload.ts";
import type { RetryPolicy } from "./run/retry-policy.ts";

/** What a running job may use of the engine. */
export type JobContext = {
  jobId: string;
  /** What the engine's functions take: a job may read and enqueue others. */
  backend: Backend;
  /** The id of the job or group behind which this job was enqueued, when it is a follow-up. */
  after?: string;
  /** 1 at the first attempt of this job. */
  attempt: number;
  /** Fires about 10 s before the function's deadline or the type's own, at a lost claim and at a shutdown. A job that does not settle then is ended. */
  signal: AbortSignal;
  /** Tells callers how far the job is; written to the record at most every `settings.jobs.progressSeconds`. */
  reportProgress(stage: string, done: number, total: number): void;
  /**
   * Runs a part of the job and keeps its result (JSON, at most `settings.jobs.maxStepBytes`) with the job, so that a later
   * attempt, a redrive or another environment gets the result instead of running the part again. A step runs at least
   * once, and is recorded once. `name` tells the job's steps apart: 1 to 100 of `A-Z a-z 0-9 _ . : -`.
   * @throws PermanentError for a wrong name or a result that cannot be kept; what the part throws; the signal's reason once it has fired.
   */
  step<Result>(name: string, run: () => Promise<Result> | Result): Promise<Json<Result>>;
};

/** What becomes of a value that is kept as JSON: a Date is its ISO string, a field that is a function or undefined is gone. */
export type Json<Value> = Value extends { toJSON(): infer Text }
  ? Text
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends (...given: never[]) => unknown
      ? never
      : Value extends object
        ? { [Key in keyof Value]: Json<Value[Key]> }
        : Value;

/** Each is optional; absent, the settings say. `createRegistry` (`registry.ts`) checks each against its limit. */
export type JobTypeOptions = {
  /** Attempts that may fail before a job is dead; at most `settings.queue.maxReceiveCount`. */
  maxAttempts?: number;
  /** How long an attempt may take; at most the function's timeout. */
  timeoutSeconds?: number;
  /** When a failed attempt is tried again. */
  retry?: RetryPolicy;
  /**
   * How long a job may be given back in a row (`SnoozeError`, `RateLimitedError`); at most
   * `settings.jobs.maxSnoozeSeconds`, seven days.
   */
  maxSnoozeSeconds?: number;
  /**
   * Lets its jobs wait, and tries one at a time, after the last attempts have all failed for one cause. `true`: ten failures, a
   * probe after a minute. Default: none.
   */
  breaker?: boolean | BreakerRule;
  /**
   * How long a job that has ended is kept; at least as long as its message may come late, `settings.queue.retentionSeconds`.
   * A dead one is kept at least as long as its dead letter.
   */
  retentionSeconds?: number;
  /** Of the app's priorities (`defineApp`): which queue its jobs wait in, where `enqueue` says no other. Default `default`. */
  priority?: Priority;
};

type Contract<Payload extends z.ZodType> = JobTypeOptions & {
  /** `report:monthly`: 1 to 100 of `A-Z a-z 0-9 _ . : -`. It stands in every message and record. */
  name: string;
  /** The ids of its jobs begin with this: `rep`. Lower-case letters and digits. */
  idPrefix: string;
  payload: Payload;
  /** One line for lists and logs; the only part of a payload that may be logged. Default: the type's name. */
  title?(payload: z.output<Payload>): string;
  /** Lets only one of several equal jobs in; the others get the first one. */
  unique?: UniqueRule<z.output<Payload>>;
  /** Whose job it is, as the option `tenant` of `enqueue`. Undefined: nobody's in particular. */
  tenant?(payload: z.output<Payload>): string | undefined;
  /** What follows the job once it has succeeded, before those of the option `followUps` of `enqueue`. */
  followUps?(payload: z.output<Payload>): readonly FollowUp[];
  /** Lets only so many start in so many seconds; the others wait for their turn without using an attempt. */
  rateLimit?: RateLimit<z.output<Payload>>;
};

type Run<Payload, Result> = (payload: Payload, context: JobContext) => Promise<Result>;

/** A job type that can be enqueued: all that a producer needs, without the code that runs it. */
export type DeclaredJob<Input = unknown, Result = unknown, Payload = unknown> = JobTypeOptions & {
  readonly name: string;
  readonly idPrefix: string;
  readonly payload: z.ZodType;
  /** Documents the result; the API's description shows it. */
  readonly result?: z.ZodType;
  /** Of a payload as it was kept. */
  title(stored: unknown): string;
  /** Of a payload as it was kept; undefined for a type without a unique rule. */
  unique?: { keyOf(stored: unknown): string; until: UniqueRule<never>["until"] };
  /** Of a payload as it was kept; absent for a type that derives none. */
  tenantOf?(stored: unknown): string | undefined;
  /** Of a payload as it was kept; absent for a type that nothing follows by itself. */
  followUpsOf?(stored: unknown): readonly FollowUp[];
  /** `keyOf`: of a payload as it was kept; absent where all jobs of the type share the limit. */
  rateLimit?: { limit: number; perSeconds: number; keyOf?(stored: unknown): string };
  /** For the compiler only. */
  readonly types?: { input: Input; result: Result; payload: Payload };
};

/** A job type with the code that runs it: what a registry is made of. */
export type JobType<Input = unknown, Result = unknown, Payload = unknown> = DeclaredJob<
  Input,
  Result,
  Payload
> & {
  /** Of a payload as it was kept, which is read by the schema once. */
  run(stored: unknown, context: JobContext): Promise<unknown>;
  /** Of a payload as a caller of the API gave it: what the API refuses beyond the schema, such as what is not configured here. */
  refusals?(given: unknown): FieldError[];
};

/**
 * Defines a job type. Throw PermanentError from `run` to stop at once, RetryLaterError to name a delay, SnoozeError or
 * RateLimitedError to be given back without using an attempt; whatever else it throws is retried. The result must be JSON.
 */
export function defineJob<Payload extends z.ZodType, Result>(
  definition: Contract<Payload> & { result?: z.ZodType<Result>; run: Run<z.output<Payload>, Result> },
): JobType<z.input<Payload>, Result, z.output<Payload>> {
  const { run, ...contract } = definition;
  return implementJob(declareJob<Payload, Result>(contract), run);
}

/** Declares a job type for its producers; `implementJob` adds the code, which may need what only its process has. */
export function declareJob<Payload extends z.ZodType, Result = unknown>(
  contract: Contract<Payload> & { result?: z.ZodType<Result> },
): DeclaredJob<z.input<Payload>, Result, z.output<Payload>> {
  const { title, unique, tenant, followUps, rateLimit, ...rest } = contract;
  const read = (stored: unknown): z.output<Payload> => {
    const parsed = readStored(contract.payload as z.ZodType<z.output<Payload>>, stored);
    if (parsed.success) return parsed.data;
    throw parsed.error;
  };
  return {
    ...rest,
    title: (stored) => (title ? title(read(stored)) : contract.name),
    ...(tenant && { tenantOf: (stored) => tenant(read(stored)) }),
    ...(followUps && { followUpsOf: (stored) => followUps(read(stored)) }),
    ...(unique && {
      unique: {
        until: unique.until ?? "end",
        keyOf: (stored) => unique.key?.(read(stored)) ?? canonicalJson(stored),
      },
    }),
    ...(rateLimit && {
      rateLimit: {
        limit: rateLimit.limit,
        perSeconds: rateLimit.perSeconds,
        ...(rateLimit.key && { keyOf: (stored: unknown) => rateLimit.key?.(read(stored)) ?? "" }),
      },
    }),
  };
}

export function implementJob<Input, Result, Payload>(
  declared: DeclaredJob<Input, Result, Payload>,
  run: Run<Payload, Result>,
): JobType<Input, Result, Payload> {
  return {
    ...declared,
    async run(stored, context) {
      const parsed = readStored(declared.payload as z.ZodType<Payload>, stored);
      if (parsed.success) return await run(parsed.data, context);
      throw new PermanentError(
        `the recorded payload is no longer a ${declared.name}: ${z.prettifyError(parsed.error)}`,
      );
    },
  };
}

/** The job types of one app, by name. */
export type JobRegistry = ReadonlyMap<string, JobType>;
