// What was enqueued, as a test asks for it.
import { AssertionError } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";
import type { DeclaredJob } from "../job-type.ts";
import type { Job } from "../record/job.ts";
import { readStored } from "../record/payload.ts";

export type EnqueuedJob<Payload> = { job: Job; payload: Payload };

/** Some fields of a payload, at any depth (a list: whole), or a function that says whether it is the one. */
export type PayloadMatch<Payload> = Part<Payload> | ((payload: Payload) => boolean);
type Part<Value> = Value extends readonly unknown[] | Date
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: Part<Value[Key]> }
    : Value;

type Handle<Payload> = DeclaredJob<unknown, unknown, Payload>;

/** Of this type, oldest first, with payloads as the job gets them, whatever became of them since. */
export function enqueuedOf<Payload>(jobs: readonly Job[], type: Handle<Payload>): EnqueuedJob<Payload>[] {
  return jobs
    .filter((job) => job.type === type.name)
    .map((job) => {
      const read = readStored(type.payload, job.request);
      if (!read.success) throw read.error;
      return { job, payload: read.data as Payload };
    });
}

export function matching<Payload>(
  enqueued: readonly EnqueuedJob<Payload>[],
  match: PayloadMatch<Payload> | undefined,
): EnqueuedJob<Payload>[] {
  if (match === undefined) return [...enqueued];
  if (isPredicate(match)) return enqueued.filter(({ payload }) => match(payload));
  return enqueued.filter(({ payload }) => holdsPart(payload, match));
}

const isPredicate = <Payload>(match: PayloadMatch<Payload>): match is (payload: Payload) => boolean =>
  typeof match === "function";

function holdsPart(value: unknown, part: unknown): boolean {
  if (!isPlain(part)) return isDeepStrictEqual(value, part);
  if (!isPlain(value)) return false;
  return Object.entries(part).every(([key, wanted]) => holdsPart(value[key], wanted));
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** @throws AssertionError that says what was wanted, and what there was instead. */
export function refuse(
  said: string,
  type: Handle<unknown>,
  match: unknown,
  jobs: readonly Job[],
  caller: (...given: never[]) => unknown,
): never {
  const wanted = match === undefined ? "" : ` with ${inspect(match, { depth: 5 })}`;
  const there = jobs.map((job) => `  ${job.type} ${inspect(job.request, { depth: 5 })}`);
  throw new AssertionError({
    message: [`${said} ${type.name}${wanted}; enqueued so far: ${there.length}`, ...there.slice(0, 20)].join(
      "\n",
    ),
    stackStartFn: caller as () => void,
  });
}
