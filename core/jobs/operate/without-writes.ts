// A backend that reads what is there and writes nothing: for a job that is run again only to be looked at.
import type { Backend } from "../backend.ts";
import type { Cache, ConsumerSwitch, DeadLetterQueue, JobQueue, JobStore, Outgoing } from "../ports.ts";
import { applyChange, conditionHolds } from "../record/item.ts";

/** Told of each call that would have written: `queue.send`. */
export type Withheld = (call: string) => void;

/** Everything else is taken for a write, also what a later release adds. */
const readsOfStore: readonly (keyof JobStore)[] = [
  ...(["get", "list", "search", "getResult", "getStep", "getLock", "getDocument", "listDocuments"] as const),
  ...(["getRequest", "getDeadLetter", "listDeadLetters", "getCounts", "countJobs", "ping"] as const),
];
export const isReadOfStore = (method: PropertyKey): boolean => readsOfStore.some((read) => read === method);

export function withoutWrites(backend: Backend, withheld: Withheld): Backend {
  // A hook may count, or tell somebody of an attempt that is none.
  const { hooks: _, ...rest } = backend;
  return {
    ...rest,
    store: storeWithoutWrites(backend.store, withheld),
    cache: cacheWithoutWrites(backend.cache, withheld),
    queue: queueWithoutWrites(backend.queue, withheld),
    deadLetters: deadLettersWithoutWrites(backend.deadLetters, withheld),
    ...(backend.consumer && { consumer: switchWithoutWrites(backend.consumer, withheld) }),
  };
}

export const cacheWithoutWrites = (cache: Cache, withheld: Withheld = () => {}): Cache => ({
  get: (key) => cache.get(key),
  put: async () => withheld("cache.put"),
});

function storeWithoutWrites(store: JobStore, withheld: Withheld): JobStore {
  const update: JobStore["update"] = async (jobId, change, when) => {
    withheld("store.update");
    const job = await store.get(jobId);
    return job && conditionHolds(job, when) ? applyChange(job, change) : undefined;
  };
  return new Proxy(store, {
    get(of, name, receiver) {
      const call: unknown = Reflect.get(of, name, receiver);
      if (typeof call !== "function" || isReadOfStore(name)) return call;
      if (name === "update") return update;
      // What writes says whether it has; it is told that it has.
      return async () => {
        withheld(`store.${String(name)}`);
        return true;
      };
    },
  });
}

function queueWithoutWrites(queue: JobQueue, withheld: Withheld): JobQueue {
  const messageId = "not-sent";
  return {
    ...queue,
    async send() {
      withheld("queue.send");
      return messageId;
    },
    async sendMany(messages: readonly Outgoing[]) {
      withheld("queue.sendMany");
      return messages.map(() => ({ messageId }));
    },
    changeVisibility: async () => withheld("queue.changeVisibility"),
  };
}

/** A peek hides messages, so it is no read. */
const deadLettersWithoutWrites = (queue: DeadLetterQueue, withheld: Withheld): DeadLetterQueue => ({
  depth: () => queue.depth(),
  redrives: () => queue.redrives(),
  async peek() {
    withheld("deadLetters.peek");
    return [];
  },
  release: async () => {},
  async delete() {
    withheld("deadLetters.delete");
    return 0;
  },
  async redrive() {
    withheld("deadLetters.redrive");
    return 0;
  },
  async cancelRedrive() {
    withheld("deadLetters.cancelRedrive");
    return false;
  },
});

const switchWithoutWrites = (consumer: ConsumerSwitch, withheld: Withheld): ConsumerSwitch => ({
  read: () => consumer.read(),
  async pause() {
    withheld("consumer.pause");
    return await consumer.read();
  },
  async resume() {
    withheld("consumer.resume");
    return await consumer.read();
  },
});
