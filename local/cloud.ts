// The queues and the job store that the functions use: the embedded SQS with a SQLite store, or those of another endpoint.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createSqsClient } from "../core/aws/clients.ts";
import type { App } from "../core/define-app.ts";
import { StoreError } from "../core/jobs/index.ts";
import type { Settings } from "../core/settings.ts";
import type { Clock } from "./clock.ts";
import { switchVariables } from "./consumer-switch.ts";
import { createQueues, type Queues } from "./queues.ts";
import { JOB_STORE_FILE } from "./setup.ts";
import { faultOfCode } from "./sqlite-error.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Perform } from "./sqs/in-process.ts";
import { type ServerParts, type SqsServerOptions, startServerParts } from "./sqs/server.ts";
import { explainDataFile, explainPort } from "./taken-error.ts";

export type Cloud = Queues & {
  sqsUrl: string;
  /** Over HTTP, for whoever embeds the runtime. */
  sqs: SQSClient;
  /** The queues' actions, where this process has the queues. */
  perform?: Perform;
  /** Shows again what this process had received when it was last killed, where it has the queues (`local/after-kill.ts`). */
  returnAbandoned?: ServerParts["returnAbandoned"];
  /** Variables by which the functions find it: those that the SDK reads, and that of the store. */
  env: Record<string, string>;
  close(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Absent: nothing is kept after the process ends. */
  dataFolder?: string | undefined;
  host: string;
  allowHosts: string[];
  /** 0 for any free port. */
  port: number;
  clock: Clock;
  /** Other services at the address of SQS. */
  elsewhere?: SqsServerOptions["elsewhere"];
};

const REGION = "us-east-1";
/** Any will do: the embedded SQS checks no signature. */
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Makes the job store where there is none, and the queues.
 * @throws Error of one line when the port is taken or the data folder is in use; StoreError when the job store cannot serve.
 */
export async function startEmbeddedCloud(
  app: App,
  settings: Settings,
  options: EmbeddedOptions,
): Promise<Cloud> {
  const { host, allowHosts, port, clock } = options;
  const files = dataFiles(app, options.dataFolder);
  await makeJobStore(files.jobs, settings);
  const { server, perform, returnAbandoned } = await startServerParts({
    port,
    host,
    allowHosts,
    clock,
    elsewhere: options.elsewhere,
    ...(files.sqs === undefined ? {} : { dataFile: files.sqs }),
  }).catch((error: unknown) => {
    files.remove();
    // The server's own error names the option --port. Here --port is the API's.
    throw explainDataFile(explainPort(error, port, host, "--sqs-port"), files.sqs);
  });
  const { sqs, env } = embeddedClient(server.url, settings);
  const close = async () => {
    sqs.destroy();
    await server.close();
    files.remove();
  };
  try {
    return {
      ...(await createQueues(sqs, app, settings)),
      sqsUrl: server.url,
      sqs,
      perform,
      returnAbandoned,
      env: { ...env, ...switchVariables(app, server.url), [JOB_STORE_FILE]: files.jobs },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A client of the embedded SQS, and what the functions find theirs by. */
export function embeddedClient(url: string, settings: Settings) {
  const sqs = createSqsClient({
    region: REGION,
    endpoint: url,
    credentials: CREDENTIALS,
    waitTimeSeconds: settings.queue.waitTimeSeconds,
  });
  const env = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_SQS: url,
  };
  return { sqs, env };
}

export async function makeJobStore(file: string, settings: Settings): Promise<void> {
  const store = createSqliteStore({ file, make: true, settings, now: Date.now });
  try {
    await store.ping();
  } finally {
    store.close();
  }
}

/** Without a data folder the queues are in memory; the job store, which threads share, is in a folder that is removed. */
export function dataFiles(
  app: App,
  folder: string | undefined,
): { sqs?: string; jobs: string; remove(): void } {
  if (folder === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), `${app.name}-`));
    const remove = () => rmSync(temporary, { recursive: true, force: true });
    return { jobs: join(temporary, "jobs.sqlite"), remove };
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `data folder ${folder} cannot be made: ${reason}; name another with --data`;
    const fault = faultOfCode(error);
    throw fault === undefined
      ? new Error(message, { cause: error })
      : new StoreError(fault, message, { cause: error });
  }
  return { sqs: join(folder, "sqs.sqlite"), jobs: join(folder, "jobs.sqlite"), remove: () => {} };
}
