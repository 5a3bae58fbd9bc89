// Takes many jobs in: each as `enqueue` does, records written in parallel, messages sent in batches, and the fate of each told.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import { admitMany } from "./backlog.ts";
import { assertRegistered, type EnqueueOptions, enqueue } from "./enqueue.ts";
import { gatherSends } from "./gather-sends.ts";
import { fateOf, type ItemFate, isFailure, MANY_FATES } from "./item-fate.ts";

export type { ItemFate } from "./item-fate.ts";

/** One of the jobs: its payload, and the options of `enqueue` that may differ from one to the next. */
export type ManyItem<Input> = { payload: Input } & Omit<EnqueueOptions, "traceparent">;

export type ManyProgress = {
  /** Items whose fate is known, of `total`. */
  done: number;
  total: number;
  counts: Record<ItemFate["fate"], number>;
};

export type EnqueueManyOptions = Pick<
  EnqueueOptions,
  "traceparent" | "delaySeconds" | "processAt" | "deadlineAt"
> & {
  /** No further item is begun once it has fired. Those that were begun come to their end. */
  signal?: AbortSignal;
  /** Called after each group of items. What it throws is logged and changes nothing. */
  onProgress?(progress: ManyProgress): void;
};

export type EnqueuedMany = {
  /** What became of each item, in the order given. */
  items: ItemFate[];
  counts: Record<ItemFate["fate"], number>;
  /** Why items were left: the signal fired, or the queue or the job store could not be reached. */
  stoppedBy?: "signal" | "queue" | "store";
};

/** As many as one request of SQS takes. */
const GROUP = 10;
/** Groups at the same time: forty conditional writes in flight stay below the fifty connections of an SDK client. */
const GROUPS_AT_ONCE = 4;

/**
 * Records jobs of this type and sends their messages, at most `settings.jobs.maxEnqueuedAtOnce` in one call. An item that is
 * refused keeps no other back. A crash, wherever it comes, leaves whole jobs: those that were recorded and not sent are sent
 * by `recover`, and the same call again with the same Idempotency-Keys adds only what is missing.
 * @throws VisibleError `too-many-items`, or `backlog-full` when the items do not fit below the backlog's limit: nothing is
 * recorded then. Items with an Idempotency-Key may be there already, so each of them is weighed when its turn comes.
 */
export async function enqueueMany<Input>(
  backend: Backend,
  type: DeclaredJob<Input>,
  items: readonly ManyItem<NoInfer<Input>>[],
  options: EnqueueManyOptions = {},
): Promise<EnqueuedMany> {
  assertRegistered(backend, type);
  const { maxEnqueuedAtOnce } = backend.settings.jobs;
  if (items.length > maxEnqueuedAtOnce) {
    throw new VisibleError(
      "too-many-items",
      `${items.length} jobs were given and one call takes ${maxEnqueuedAtOnce}; split them`,
    );
  }
  const fates: ItemFate[] = items.map(() => ({ fate: "not-begun" }));
  const counts = (): ManyProgress["counts"] => {
    const none = Object.fromEntries(MANY_FATES.map((fate) => [fate, 0])) as ManyProgress["counts"];
    for (const { fate } of fates) none[fate]++;
    return none;
  };
  const admitted = await withBacklogOfAll(backend, items);
  let stoppedBy: EnqueuedMany["stoppedBy"];

  async function runGroup(group: readonly number[]): Promise<void> {
    const sends = gatherSends(backend.queue, group.length, backend.requestOver);
    const gathering = { ...admitted, queue: { ...admitted.queue, send: sends.send } };
    const { signal: _, onProgress, ...shared } = options;
    await Promise.all(
      group.map(async (index) => {
        const { payload, ...own } = items[index] as ManyItem<Input>;
        // `enqueue` throws a wrong payload at once, and within an async function that is a rejection like any other.
        const enqueued = (async () =>
          await enqueue(gathering, type, payload as never, { ...shared, ...own }))();
        fates[index] = await fateOf(enqueued.finally(sends.end));
      }),
    );
    if (group.some((index) => isFailure(fates[index]))) stoppedBy ??= "store";
    else if (sends.allFailed()) stoppedBy ??= "queue";
    tell(backend, onProgress, { total: items.length, counts: counts() });
  }

  for (const round of roundsOf(items)) {
    // One iterator for all: each group is taken once.
    const groups = groupsOf(round).values();
    const inTurn = async () => {
      for (const group of groups) {
        if (options.signal?.aborted) stoppedBy ??= "signal";
        if (stoppedBy) return;
        await runGroup(group);
      }
    };
    await Promise.all(Array.from({ length: GROUPS_AT_ONCE }, inTurn));
  }
  return { items: fates, counts: counts(), ...(stoppedBy ? { stoppedBy } : {}) };
}

/** The same backend, in which the backlog grows by each job that is let in: SQS's own count would lag behind. */
async function withBacklogOfAll(backend: Backend, items: readonly ManyItem<unknown>[]): Promise<Backend> {
  const surelyNew = items.filter(({ idempotencyKey }) => idempotencyKey === undefined).length;
  let backlog = await admitMany(backend, surelyNew);
  return { ...backend, queue: { ...backend.queue, backlog: async () => backlog++ } };
}

/** Items with a key that an earlier item has come after all others, so that the first of them makes the job. */
function roundsOf(items: readonly ManyItem<unknown>[]): number[][] {
  const keys = new Set<string>();
  const [firsts, repeats]: [number[], number[]] = [[], []];
  for (const [index, { idempotencyKey }] of items.entries()) {
    const repeated = idempotencyKey !== undefined && keys.has(idempotencyKey);
    (repeated ? repeats : firsts).push(index);
    if (idempotencyKey !== undefined) keys.add(idempotencyKey);
  }
  return [firsts, repeats];
}

function groupsOf(indices: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (let start = 0; start < indices.length; start += GROUP)
    groups.push(indices.slice(start, start + GROUP));
  return groups;
}

function tell(
  { log }: Backend,
  onProgress: EnqueueManyOptions["onProgress"],
  { total, counts }: Omit<ManyProgress, "done">,
): void {
  try {
    onProgress?.({ done: total - counts["not-begun"], total, counts });
  } catch (error) {
    log.error({ err: error }, "progress not told");
  }
}
