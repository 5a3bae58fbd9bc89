// One soak: starts the embedded AWS with every fault, asks for the jobs, kills the process, waits until nothing moves, and judges.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { overrideVariables } from "../../core/aws/env.ts";
import type { Backend } from "../../core/jobs/index.ts";
import type { SettingsOverrides } from "../../core/settings.ts";
import { parseChaos } from "../../local/chaos.ts";
import { appVariable, createSetup } from "../../local/setup.ts";
import { testApp } from "../../test/support/test-runtime.ts";
import { type Account, judge } from "./account.ts";
import { type Accepted, askAll, deleteSchedules, makeSchedules } from "./clients.ts";
import { type Drawn, draw } from "./draw.ts";
import { isAtRest, messagesIn, readStore } from "./evidence.ts";
import { makePlan } from "./plan.ts";
import { type Addresses, Server } from "./server.ts";

export type SoakOptions = {
  jobs: number;
  kills: number;
  clients: number;
  /** Of every fault, in percent. */
  rate: number;
  seed: string;
  /** After so long the soak is judged as it stands. */
  limitSeconds: number;
  /** A file for the whole log. */
  log?: string | undefined;
  /** Told how far it is. */
  progress?: (text: string) => void;
};

/**
 * Visibility 18 s: what is lost without a word comes back while the soak runs. So many receives that a job dies of itself,
 * and hardly ever of the faults.
 */
const overrides: SettingsOverrides = {
  timeoutSeconds: 3,
  concurrency: 12,
  maxReceiveCount: 20,
  backoffBaseSeconds: 0.1,
  backoffCapSeconds: 2,
  recoverSeconds: 2,
  recoverMarginSeconds: 2,
  sweepSeconds: 3,
  maxBacklog: 500_000,
};

const REGISTRY = new URL("./jobs.ts", import.meta.url);
const LOOK_MS = 1_000;
const TELL_MS = 30_000;

export type Soaked = { account: Account; refused: readonly string[]; drawn: Drawn; text: string };

export async function soak(options: SoakOptions): Promise<Soaked> {
  const dataFolder = mkdtempSync(join(tmpdir(), "briefings-soak-"));
  const chaos = { rules: parseChaos(`all=${options.rate}%`), seed: options.seed };
  const server = new Server(
    { dataFolder, sqsPort: 0, overrides, chaos, registry: REGISTRY.href },
    options.log,
  );
  try {
    return await run(options, dataFolder, server);
  } finally {
    await server.kill();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function run(options: SoakOptions, dataFolder: string, server: Server): Promise<Soaked> {
  const { jobs, kills, clients, rate, seed, limitSeconds } = options;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(limitSeconds * 1_000);
  const tell = () => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    options.progress?.(
      `${seconds} s: ${server.journal.ended} jobs have ended, of ${jobs} and what follows them`,
    );
  };
  const telling = setInterval(tell, TELL_MS).unref();
  const addresses = await server.start();
  const backend = await openBackend(addresses, dataFolder);
  try {
    const plan = makePlan(jobs);
    const accepted: Accepted = { jobIds: [], groupIds: [], refused: [] };
    try {
      const asked = askAll(addresses.apiUrl, plan, clients, signal, accepted);
      const scheduled = makeSchedules(addresses.apiUrl, signal);
      await Promise.all([asked, scheduled, killAgainAndAgain(server, kills, jobs, signal)]);
      await deleteSchedules(addresses.apiUrl, signal);
      await restOf(backend, server, dataFolder, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    // Judged as it stands, also when the time was too short.
    if (signal.aborted) accepted.refused.push(`the time was over: ${limitSeconds} s`);
    const evidence = {
      ...readStore(dataFolder),
      messages: await messagesIn(backend.queue),
    };
    const { logged } = server.journal;
    const account = judge(new Set(accepted.jobIds), evidence, logged);
    const drawn: Drawn = {
      title: `soak: ${jobs} jobs from ${clients} clients, every fault at ${rate} %, kill -9 ${kills} times, seed ${seed}`,
      ...{ accepted: new Set(accepted.jobIds).size, evidence, logged, account, refused: accepted.refused },
      seconds: (performance.now() - startedAt) / 1_000,
    };
    return { account, refused: accepted.refused, drawn, text: draw(drawn) };
  } finally {
    clearInterval(telling);
    backend.store.close();
  }
}

/** Each time another part of the jobs has ended. */
async function killAgainAndAgain(
  server: Server,
  kills: number,
  jobs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let kill = 1; kill <= kills; kill++) {
    const at = (jobs * kill) / (kills + 1);
    while (server.journal.ended < at) await wait(20, undefined, { signal });
    await server.kill();
    await server.start();
  }
}

/** Until nothing moves any more and every dead job has been logged; or until the time is over. */
async function restOf(
  backend: Backend,
  server: Server,
  dataFolder: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if ((await isAtRest(backend)) && allDeadAreLogged(server, dataFolder)) return;
    await wait(LOOK_MS);
  }
}

function allDeadAreLogged(server: Server, dataFolder: string): boolean {
  const { poisoned, dead } = server.journal.logged;
  const logged = new Set([...[...poisoned.values()].map(({ jobId }) => jobId), ...dead.keys()]);
  return [...readStore(dataFolder).jobs].every(([id, { status }]) => status !== "dead" || logged.has(id));
}

/** Store and queue, seen from this process: without faults. */
async function openBackend({ sqsUrl, queueUrl }: Addresses, dataFolder: string): Promise<Backend> {
  const app = testApp(REGISTRY);
  const names = overrideVariables(app);
  const set = Object.entries(overrides).map(([name, value]) => [
    names[name as keyof SettingsOverrides],
    String(value),
  ]);
  const { backend } = await createSetup("soak", {
    ...Object.fromEntries(set),
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL_SQS: sqsUrl,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    QUEUE_URL: queueUrl,
    DEAD_LETTER_QUEUE_URL: `${queueUrl}-dead`,
    JOB_STORE_FILE: join(dataFolder, "jobs.sqlite"),
    ...appVariable(app),
    LOG_LEVEL: "silent",
  });
  return backend;
}
