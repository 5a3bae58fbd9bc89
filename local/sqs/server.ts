// The embedded SQS server: engine, journal, pollers, move tasks and HTTP put together, started and stopped.
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../clock.ts";
import { createGuard } from "../guard.ts";
import type { MoveTask } from "./engine/model.ts";
import { stepMoveTask } from "./engine/move-tasks.ts";
import { SqsError } from "./errors.ts";
import { createHttpServer, type RequestEntry } from "./http.ts";
import { createInitialQueues, type InitFile } from "./init-file.ts";
import { type OpenJournal, openJournal, openMemory } from "./journal.ts";
import { Pollers } from "./pollers.ts";
import { jsonError } from "./protocol-json.ts";
import { Outbox } from "./reply.ts";

export type { RequestEntry } from "./http.ts";

export type SqsServerOptions = {
  /** Default 4566; 0 for any free port. */
  port?: number;
  /** The address to bind. Default 127.0.0.1. */
  host?: string;
  /** Where the queues are kept. Absent: in memory. */
  dataFile?: string;
  /** Every acknowledged change survives the loss of power too, at a price. Without: the end of the process. */
  fsync?: boolean;
  /** Names that the Host header may have beside the local ones, without port. */
  allowHosts?: string[];
  /** Queues to create, or to bring up to date. */
  init?: InitFile;
  /** What all timeouts, delays, retention and move tasks go by. */
  clock?: Clock;
  /** Told of each request when it has been answered. */
  onRequest?: (entry: RequestEntry) => void;
};

export interface SqsServer {
  /** `http://127.0.0.1:PORT`: the endpoint for clients. */
  readonly url: string;
  readonly port: number;
  readonly host: string;
  /** Resolves when waiting receives have been answered with nothing, connections are closed and the file is too. */
  close(): Promise<void>;
}

/** @throws Error one line: what, where, and how to mend it */
export async function startSqsServer(options: SqsServerOptions = {}): Promise<SqsServer> {
  const { port = 4566, host = "127.0.0.1", clock = systemClock, dataFile, allowHosts = [] } = options;
  let broken: string | undefined;
  const onError = (error: unknown) => {
    console.error("SQS server: unexpected error", error);
    // A write that failed half-way: memory and file no longer agree.
    if (error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR") {
      broken ??= error.message;
    }
  };

  const outbox: Outbox = new Outbox(
    () => {
      if (broken !== undefined) throw new Error(broken);
      journal.commit();
    },
    (error) => {
      // What is in memory is now ahead of the disk: nothing more is acknowledged.
      broken ??= error instanceof Error ? error.message : String(error);
      return jsonError(
        new SqsError("InternalFailure", `Writing ${dataFile} failed (${broken}): mend it and start again.`),
      );
    },
  );
  const journal: OpenJournal =
    dataFile === undefined
      ? openMemory()
      : openJournal(dataFile, options.fsync ?? false, clock.now(), () => outbox.schedule());
  const { engine } = journal;
  const pollers = new Pollers(clock, (queue) => engine.queues.get(queue.arn) === queue, onError);
  engine.onChange = (queue) => pollers.notice(queue);

  const running = new Map<MoveTask, { cancel(): void }>();
  const runMoveTasks = () => {
    for (const task of engine.moveTasks) {
      if (task.status === "RUNNING" && !running.has(task)) schedule(task, 0);
    }
  };
  const schedule = (task: MoveTask, delayMs: number) => {
    const step = () => {
      running.delete(task);
      try {
        const nextMs = stepMoveTask(engine, task, clock.now());
        if (nextMs !== undefined) schedule(task, nextMs);
      } catch (error) {
        onError(error);
      }
      pollers.serve();
    };
    running.set(task, clock.after(delayMs, step));
  };

  const server = createHttpServer({
    engine,
    pollers,
    outbox,
    guard: createGuard(host, allowHosts),
    now: () => clock.now(),
    afterAction: runMoveTasks,
    onRequest: options.onRequest,
    onError,
  });
  try {
    if (options.init) createInitialQueues(engine, options.init, clock.now());
    outbox.flush();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => resolve());
    });
  } catch (error) {
    journal.close();
    throw explainStartError(error, host, port);
  }
  server.on("error", onError);
  runMoveTasks();

  const address = server.address() as AddressInfo;
  const urlHost = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${urlHost}:${address.port}`,
    port: address.port,
    host,
    close() {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        for (const timer of running.values()) timer.cancel();
        pollers.close();
        outbox.flush();
        server.closeIdleConnections();
        // Whoever is in the middle of a request has a moment to get its answer.
        const lastCall = setTimeout(() => server.closeAllConnections(), 500);
        await closed;
        clearTimeout(lastCall);
        outbox.flush();
        try {
          journal.close();
        } catch (error) {
          // What could not be written has been told to those who asked for it.
          onError(error);
        }
      })();
      return closing;
    },
  };
}

function explainStartError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const remedies: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is taken: stop what uses it, or choose another with --port.`,
    EACCES: `port ${port} on ${host} may not be opened: choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `${host} is no address of this machine: choose another with --host.`,
    ENOTFOUND: `${host} is no address of this machine: choose another with --host.`,
  };
  const remedy = remedies[String(code)];
  return remedy === undefined ? error : new Error(`SQS server: ${remedy}`, { cause: error });
}
