// The worker's health endpoint: whether it can receive, reach the job records, and start the consumer.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type JobStore, StoreError } from "../core/jobs/index.ts";
import type { Clock } from "../local/clock.ts";
import type { EventSourceMapping } from "../local/lambda/event-source-mapping.ts";
import type { LambdaFunction } from "../local/lambda/lambda-function.ts";
import type { SwitchedMappings } from "../local/lambda/switched-mappings.ts";
import { explainPort } from "../local/taken-error.ts";

/** A poll answers within 20 s. A queue that has not answered for this long counts as unreachable. */
const SILENT_SECONDS = 60;

/** The parts of a worker whose health is reported. */
export type Watched = {
  /** `current`: one for each priority; none while the consumer is paused. */
  mappings: Pick<SwitchedMappings, "isPaused" | "running"> & {
    current: readonly Pick<EventSourceMapping, "isAway" | "isFull" | "reachedAt">[];
  };
  consumer: Pick<LambdaFunction, "startFailure">;
  store: Pick<JobStore, "ping">;
  clock: Clock;
};

export type WorkerHealth = {
  url: string;
  /** Until then the worker is starting: 503. */
  watch(watched: Watched): void;
  close(): void;
};

/** @throws Error of one line when the port is taken. */
export async function serveHealth(host: string, port: number): Promise<WorkerHealth> {
  let watched: Watched | undefined;
  const server = createServer(async (request, response) => {
    if (request.url !== "/health") {
      response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
      return;
    }
    const health = watched ? await describeHealth(watched) : { status: "starting", running: 0 };
    response.writeHead(health.status === "ok" ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify(health));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explainPort(error, port, host, "--health-port")));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/health`,
    watch(given) {
      watched = given;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** `status` is `ok`, or what keeps the worker from its work. */
export async function describeHealth({ mappings, consumer, store, clock }: Watched) {
  const { current, running, isPaused } = mappings;
  // While every slot is taken, a mapping does not poll its queue.
  const polling = current.filter(({ isFull }) => !isFull);
  const silentSecondsOf = (among: typeof current) =>
    Math.max(0, ...among.map(({ reachedAt }) => Math.round((clock.now() - reachedAt) / 1000)));
  const health = { running, silentSeconds: silentSecondsOf(current), ...(isPaused && { paused: true }) };
  const silent = silentSecondsOf(polling) >= SILENT_SECONDS;
  if (current.some(({ isAway }) => isAway) || silent) return { status: "queue-unreachable", ...health };
  if (consumer.startFailure) return { status: "consumer-cannot-start", ...health };
  try {
    await store.ping();
  } catch (error) {
    return { status: error instanceof StoreError ? error.code : "store-unavailable", ...health };
  }
  return { status: "ok", ...health };
}
