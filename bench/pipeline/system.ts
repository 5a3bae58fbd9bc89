// What is measured of each system of jobs, and what each has to offer for it.

/** Of a job that does nothing. */
export type Payload = {
  /** The job ends once this file is there. */
  gate?: string;
  /** The job adds a line to this file as it starts: the milliseconds since `sentAt`. */
  notes?: string;
  /** In milliseconds by a clock that producer and consumer share. */
  sentAt?: number;
};

export type Enqueued = { seconds: number; latenciesMs: number[] };

/** Its data outlives `stop`. */
export type System = {
  name: string;
  /** Where everything that it keeps is. */
  folder: string;
  /** Resolves when it takes jobs, and runs them: at most five at once. */
  start(options: { consumer: boolean }): Promise<void>;
  stop(): Promise<void>;
  /** So many jobs, `inFlight` at a time; each is durable once it is counted. Payloads that note get their `sentAt`. */
  enqueue(count: number, inFlight: number, payload: Payload): Promise<Enqueued>;
  /** Jobs that wait or run. */
  unfinished(): Promise<number>;
  /** Jobs that did not succeed at their first attempt. */
  failed(): Promise<number>;
  /** The processes of the system, without the producer. */
  pids(): number[];
};

export const CONCURRENCY = 5;

/** Milliseconds; the same in every process of this machine. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Calls `send` so often, `inFlight` at a time. */
export async function enqueueBy(
  count: number,
  inFlight: number,
  send: (lane: number) => Promise<unknown>,
): Promise<Enqueued> {
  const latenciesMs: number[] = [];
  let left = count;
  const startedAt = performance.now();
  const lane = async (_: unknown, index: number) => {
    while (left-- > 0) {
      const before = performance.now();
      await send(index);
      latenciesMs.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}
