// How jobs are taken in, for the API: one or many, of a type that is given or by its name.

export { followUpsOf } from "../operate/follow-ups-of.ts";
export { type Enqueued, type EnqueueOptions, enqueue } from "./enqueue.ts";
export { enqueueByName, enqueueManyByName } from "./enqueue-by-name.ts";
export {
  type EnqueuedMany,
  type EnqueueManyOptions,
  enqueueMany,
  type ItemFate,
  type ManyItem,
  type ManyProgress,
} from "./enqueue-many.ts";
