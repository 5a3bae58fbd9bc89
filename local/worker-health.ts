// The worker's health endpoint: whether the queue still answers.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "./clock.ts";
import type { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { explainPort } from "./port-error.ts";

/** A poll answers within 20 s; a queue that is silent for this long is gone. */
const SILENT_SECONDS = 60;

export type WorkerHealth = {
  url: string;
  /** Until then the worker is starting: 503. */
  watch(mapping: EventSourceMapping): void;
  close(): void;
};

/** @throws Error of one line when the port is taken. */
export async function serveHealth(host: string, port: number): Promise<WorkerHealth> {
  let watched: EventSourceMapping | undefined;
  const server = createServer((request, response) => {
    if (request.url !== "/health") {
      response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
      return;
    }
    const { status, ...details } = describe(watched);
    response.writeHead(status === "ok" ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify({ status, ...details }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explainPort(error, port, host, "--health-port")));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/health`,
    watch(mapping) {
      watched = mapping;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function describe(mapping: EventSourceMapping | undefined) {
  if (!mapping) return { status: "starting", running: 0 };
  const silentSeconds = Math.round((systemClock.now() - mapping.reachedAt) / 1000);
  const healthy = silentSeconds < SILENT_SECONDS || mapping.running > 0;
  return { status: healthy ? "ok" : "queue-unreachable", running: mapping.running, silentSeconds };
}
