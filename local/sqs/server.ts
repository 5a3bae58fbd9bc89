// The embedded SQS server: connects engine, journal, pollers, move tasks and HTTP, starts and stops them.
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../clock.ts";
import { createGuard } from "../guard.ts";
import { type Abandoned, returnAbandoned } from "./engine/abandoned.ts";
import type { Engine } from "./engine/model.ts";
import { internalFailure, SqsError } from "./errors.ts";
import { Faults } from "./faults.ts";
import { GroupCommit } from "./group-commit.ts";
import { createHttpServer, type RequestEntry } from "./http.ts";
import { createPerform, type Perform } from "./in-process.ts";
import { createInitialQueues, type InitFile } from "./init-file.ts";
import type { openJournal } from "./journal.ts";
import { type OpenJournal, openMemory } from "./journal-memory.ts";
import { MoveTaskRunner } from "./move-task-runner.ts";
import { Pollers } from "./pollers.ts";
import type { Reply } from "./reply.ts";

export type { RequestEntry } from "./http.ts";

export type SqsServerOptions = {
  /** Default 4566; 0 for any free port. */
  port?: number;
  /** The address to bind. Default 127.0.0.1. */
  host?: string;
  /** Where the queues are kept. Absent: in memory. */
  dataFile?: string;
  /** Every acknowledged change survives the loss of power too; slower. Without it: the end of the process. */
  fsync?: boolean;
  /** Names that the Host header may have beside the local ones, without port. */
  allowHosts?: string[];
  /** Queues to create, or to bring up to date. */
  init?: InitFile;
  /**
   * Whether, as on AWS, a queue can be purged once in 60 s only and a deleted queue's name is taken for 60 s. Default
   * true.
   */
  cooldowns?: boolean;
  /** The clock of all timeouts, delays, retention and move tasks. */
  clock?: Clock;
  /** Another service at the same address: answers what is for it, and undefined for the rest. */
  elsewhere?: ((request: IncomingMessage, body: Buffer) => Promise<Reply> | undefined) | undefined;
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

/** A server with its parts, for the embedded AWS and the test kit. */
export type ServerParts = {
  server: SqsServer;
  /** For callers in this process. */
  perform: Perform;
  /**
   * Shows the messages again that callers in this process had in flight when its last run was killed. To be called before
   * the first receive. `each` is awaited for each of them before any is visible.
   */
  returnAbandoned(each: (message: Abandoned) => Promise<void>): Promise<number>;
  engine: Engine;
  pollers: Pollers;
  moveTasks: MoveTaskRunner;
  faults: Faults;
};

/** @throws Error one line: what, where, and how to mend it */
export async function startSqsServer(options: SqsServerOptions = {}): Promise<SqsServer> {
  return (await startServerParts(options)).server;
}

/** @param onWrite called at each change of a server in memory, while the engine is in the middle of it */
export async function startServerParts(
  options: SqsServerOptions,
  onWrite?: () => void,
): Promise<ServerParts> {
  const { port = 4566, host = "127.0.0.1", clock = systemClock, dataFile, allowHosts = [] } = options;
  let broken: string | undefined;
  const onError = (error: unknown) => {
    console.error("SQS server: unexpected error", error);
    // A write failed half-way, so memory and file differ.
    if (error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR") {
      broken ??= error.message;
    }
  };

  const commits: GroupCommit = new GroupCommit(
    () => {
      if (broken !== undefined) throw new Error(broken);
      journal.commit();
    },
    (error) => {
      // Memory now has changes that the file does not have, so nothing more is acknowledged.
      broken ??= error instanceof Error ? error.message : String(error);
      return new SqsError(
        "InternalFailure",
        `Writing ${dataFile} failed (${broken}): mend it and start again.`,
      );
    },
  );
  const journal: OpenJournal =
    dataFile === undefined
      ? openMemory(onWrite)
      : await openFile(dataFile, options.fsync ?? false, clock.now(), () => commits.schedule());
  const { engine } = journal;
  engine.cooldowns = options.cooldowns ?? true;
  const pollers = new Pollers(clock, (queue) => engine.queues.get(queue.arn) === queue, onError);
  engine.onChange = (queue) => pollers.notice(queue);
  const moveTasks = new MoveTaskRunner(engine, clock, () => pollers.serve(), onError);
  const faults = new Faults();

  const parts = {
    engine,
    pollers,
    commits,
    faults,
    now: () => clock.now(),
    afterAction: () => moveTasks.start(),
    explain(error: unknown): SqsError {
      if (error instanceof SqsError) return error;
      onError(error);
      return internalFailure();
    },
  };
  const http = createHttpServer({
    ...parts,
    guard: createGuard(host, allowHosts),
    elsewhere: options.elsewhere,
    onRequest: options.onRequest,
  });
  try {
    if (options.init) createInitialQueues(engine, options.init, clock.now());
    commits.flush();
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, host, () => resolve());
    });
  } catch (error) {
    journal.close();
    throw explainStartError(error, host, port);
  }
  http.on("error", onError);
  moveTasks.start();

  const address = http.address() as AddressInfo;
  const urlHost = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  const server: SqsServer = {
    url: `http://${urlHost}:${address.port}`,
    port: address.port,
    host,
    close() {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => http.close(() => resolve()));
        moveTasks.stop();
        faults.clear();
        pollers.endAll();
        commits.flush();
        http.closeIdleConnections();
        // Requests under way have a moment to be answered.
        const lastCall = setTimeout(() => http.closeAllConnections(), 500);
        await closed;
        clearTimeout(lastCall);
        commits.flush();
        try {
          journal.close();
        } catch (error) {
          // The clients whose changes could not be written have been told so.
          onError(error);
        }
      })();
      return closing;
    },
  };
  const perform = createPerform(parts, () => server.url);
  return {
    server,
    perform,
    async returnAbandoned(each) {
      const returned = await returnAbandoned(engine, () => clock.now(), each);
      pollers.serve();
      commits.flush();
      return returned;
    },
    ...{ engine, pollers, moveTasks, faults },
  };
}

/** SQLite is loaded here, so that a server in memory starts where there is none. */
async function openFile(...args: Parameters<typeof openJournal>): Promise<OpenJournal> {
  const { openJournal } = await import("./journal.ts").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ERR_UNKNOWN_BUILTIN_MODULE") throw error;
    throw new Error(
      `SQS server: Node ${process.versions.node} has no SQLite for the data file: use Node 22.13 or newer, or --memory.`,
      { cause: error },
    );
  });
  return openJournal(...args);
}

function explainStartError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const remedies = new Map([
    ["EADDRINUSE", `port ${port} on ${host} is taken: stop what uses it, or choose another with --port.`],
    ["EACCES", `port ${port} on ${host} may not be opened: choose one above 1023 with --port.`],
    ["EADDRNOTAVAIL", `${host} is no address of this machine: choose another with --host.`],
    ["ENOTFOUND", `${host} is no address of this machine: choose another with --host.`],
  ]);
  const remedy = remedies.get(String(code));
  return remedy === undefined ? error : new Error(`SQS server: ${remedy}`, { cause: error });
}
