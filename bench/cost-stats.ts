// What counting costs: a day of outcomes, flushed by the engine's own code into items of DynamoDB's layout, whose sizes are billed.
import type { DynamoDBClient, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import pino from "pino";
import { createDynamoCounts } from "../core/aws/dynamo-counts.ts";
import { KEY } from "../core/aws/dynamo-table.ts";
import type { JobStore } from "../core/jobs/index.ts";
import { createStats, type Outcome } from "../core/jobs/stats/stats.ts";
import type { Settings } from "../core/settings.ts";
import { type Item, tableUnits } from "./cost-units.ts";

const TYPES = ["briefing:generate", "deliver:email", "deliver:webhook"];
const ENVIRONMENTS = 5;
const MINUTES = 1_440;
const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 29);
/** That an environment is there, written with each flush: the item, and its entry in the index. */
const PRESENCE_UNITS = 2;

export type CountingCost = { jobsAMinute: number; requestsPerJob: number; unitsPerJob: number };

/** @param jobsAMinute of each of five environments, all day long */
export async function measureCounting(settings: Settings, jobsAMinute: number): Promise<CountingCost> {
  const items = new Map<string, Item>();
  let requests = 0;
  let units = 0;
  const apply = ({
    Key,
    ExpressionAttributeNames = {},
    ExpressionAttributeValues = {},
  }: UpdateItemCommandInput) => {
    const key = Key?.[KEY]?.S ?? "";
    const before = items.get(key);
    const after: Item = {
      ...(before ?? Key),
      additionId: ExpressionAttributeValues[":id"] ?? { S: "" },
      expiresAtSeconds: ExpressionAttributeValues[":expiry"] ?? { N: "0" },
    };
    for (const [placeholder, name] of Object.entries(ExpressionAttributeNames)) {
      const added = Number(ExpressionAttributeValues[placeholder.replace("#", ":")]?.N);
      after[name] = { N: String(Number(after[name]?.N ?? 0) + added) };
    }
    requests++;
    units += tableUnits(before, after);
    items.set(key, after);
  };
  const client = {
    send: async ({ input }: { input: UpdateItemCommandInput }) => {
      apply(input);
      return {};
    },
  } as unknown as DynamoDBClient;
  let now = START;
  const table = { client, tableName: "jobs", settings, now: () => now };
  const backend = {
    store: createDynamoCounts(table) as JobStore,
    log: pino({ level: "silent" }),
    now: () => now,
  };
  const environments = Array.from({ length: ENVIRONMENTS }, () => createStats(backend, MINUTE_MS));
  const random = numbers();
  for (let minute = 0; minute < MINUTES; minute++) {
    now = START + minute * MINUTE_MS;
    for (const stats of environments) {
      for (let job = 0; job < jobsAMinute; job++) stats.count(outcome(random, now));
      await stats.flush();
    }
  }
  const flushes = ENVIRONMENTS * MINUTES;
  const jobs = flushes * jobsAMinute;
  return {
    jobsAMinute,
    requestsPerJob: (requests + flushes) / jobs,
    unitsPerJob: (units + flushes * PRESENCE_UNITS) / jobs,
  };
}

/** Of a hundred attempts three fail; waits and runs are spread over two powers of ten each. */
function outcome(random: () => number, at: number): Outcome {
  const type = TYPES[Math.floor(random() * TYPES.length)] ?? "";
  const failed = random() < 0.03;
  return {
    ...{ type, at, counters: failed ? ["failed", "retried"] : ["succeeded"] },
    ...{ waitMs: Math.round(10 ** (1 + 2 * random())), runMs: Math.round(10 ** (2 + 2 * random())) },
  };
}

/** The same in every run. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
