// Takes jobs in whose type is known by its name only: for the HTTP API and the command line.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { JobRegistry, JobType } from "../job-type.ts";
import { appTypes, isEnginesOwn } from "../registry.ts";
import { type Enqueued, type EnqueueOptions, enqueue } from "./enqueue.ts";
import { type EnqueuedMany, type EnqueueManyOptions, enqueueMany, type ManyItem } from "./enqueue-many.ts";

/** @throws VisibleError `unknown-job-type`, and as `enqueue` does. */
export const enqueueByName = async (
  backend: Backend,
  typeName: string,
  payload: unknown,
  options: EnqueueOptions = {},
): Promise<Enqueued> => await enqueue(backend, typeOf(backend, typeName), payload, options);

/** @throws VisibleError `unknown-job-type`, and as `enqueueMany` does. */
export const enqueueManyByName = async (
  backend: Backend,
  typeName: string,
  items: readonly ManyItem<unknown>[],
  options: EnqueueManyOptions = {},
): Promise<EnqueuedMany> => await enqueueMany(backend, typeOf(backend, typeName), items, options);

const typeNames = (registry: JobRegistry): string =>
  appTypes(registry)
    .map(({ name }) => name)
    .join(", ");

function typeOf({ registry }: Backend, name: string): JobType {
  const type = registry.get(name);
  if (type && !isEnginesOwn(name)) return type;
  throw new VisibleError(
    "unknown-job-type",
    `no job type ${JSON.stringify(name)}; the types are ${typeNames(registry)}`,
  );
}
