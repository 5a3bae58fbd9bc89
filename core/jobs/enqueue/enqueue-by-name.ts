// Takes a job in whose type is known by its name only: for the HTTP API and the command line.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { type Enqueued, type EnqueueOptions, enqueue } from "./enqueue.ts";

/** @throws VisibleError `unknown-job-type`, and as `enqueue` does. */
export async function enqueueByName(
  backend: Backend,
  typeName: string,
  payload: unknown,
  options: EnqueueOptions = {},
): Promise<Enqueued> {
  const type = backend.registry.get(typeName);
  if (type) return await enqueue(backend, type, payload, options);
  throw new VisibleError(
    "unknown-job-type",
    `no job type ${JSON.stringify(typeName)}; the types are ${[...backend.registry.keys()].join(", ")}`,
  );
}
