// Requests a second of each candidate beside the echo, in adjacent pairs, so that both see the same machine.
import type { Row } from "../report.ts";
import type { Running } from "./candidates.ts";
import type { Load } from "./load.ts";
import type { Plan } from "./options.ts";
import { withQueue } from "./queue.ts";
import { median, quantile } from "./statistics.ts";
import type { Workload } from "./workloads.ts";

type Step = { name: string; workload: Workload; units: number; needed: number };

/** `needed`: messages that must be waiting for one unit. Requests count: a receive with its delete is two. */
const steps = (requests: number): Step[] => [
  { name: "SendMessage", workload: "send", units: requests, needed: 0 },
  { name: "SendMessageBatch of 10", workload: "sendBatch", units: requests / 4, needed: 0 },
  { name: "ReceiveMessage of 1 + DeleteMessage", workload: "pair", units: requests / 2, needed: 1 },
  { name: "receive + delete by 10", workload: "pairBatch", units: requests / 10, needed: 10 },
];

/** How long a request that has begun may take beyond its turn. */
const GRACE_MS = 10_000;

/** Adds to `rows` after each workload, so that what a peer fails at, or is too slow for, costs no more than that. */
export async function measureCandidate(
  rows: Row[],
  load: Load,
  echo: Running,
  candidate: Running,
  plan: Plan,
): Promise<void> {
  const endsAt = Date.now() + plan.candidateMs;
  const leftMs = () => endsAt - Date.now();
  const inTime = (name: string) => {
    if (leftMs() <= 0) throw new Error(`no time is left for ${name} in this run`);
  };
  for (const step of steps(plan.requests)) {
    inTime(step.name);
    rows.push(
      ...(await withQueue(candidate.endpoint, (queueUrl) =>
        measureStep(step, load, echo, candidate, queueUrl, plan, leftMs),
      )),
    );
  }
  inTime("long-poll wake");
  rows.push(
    ...(await withQueue(candidate.endpoint, (queueUrl) =>
      measureWake(load, echo, candidate, queueUrl, plan),
    )),
  );
}

async function measureStep(
  { name, workload, units, needed }: Step,
  load: Load,
  echo: Running,
  candidate: Running,
  queueUrl: string,
  plan: Plan,
  leftMs: () => number,
): Promise<Row[]> {
  const turn = ({ endpoint }: Running, what: Workload, count: number) =>
    load.perform(
      { kind: "run", endpoint, queueUrl, workload: what, count, maxMs: plan.turnMs },
      plan.turnMs + GRACE_MS,
    );
  let waiting = 0;
  const candidatesTurn = async () => {
    if (needed === 0) return (await turn(candidate, workload, units)).perSecond;
    // Of a slow server the queue gets only what it takes in in one turn.
    if (waiting < units * needed) {
      const filled = await turn(candidate, "fill", Math.ceil((units * needed - waiting) / 10));
      waiting += filled.done * 10;
    }
    const taken = await turn(candidate, workload, Math.min(units, Math.floor(waiting / needed)));
    waiting -= taken.done * needed;
    return taken.perSecond;
  };
  const echosTurn = async () => (await turn(echo, workload, units)).perSecond;
  // Once unmeasured: compilers and caches warm up.
  await echosTurn();
  await candidatesTurn();
  const rates: number[] = [];
  const echoRates: number[] = [];
  for (let pair = 0; pair < plan.pairs && (pair === 0 || leftMs() > 0); pair++) {
    echoRates.push(await echosTurn());
    rates.push(await candidatesTurn());
  }
  const ratios = rates.map((rate, pair) => rate / (echoRates[pair] ?? Number.NaN));
  const row = (what: string, value: number, unit: string): Row => ({
    name: what,
    variant: candidate.name,
    value,
    unit,
  });
  return [
    row(name, median(rates), "/s"),
    row(`${name}, echo beside it`, median(echoRates), "/s"),
    row(`${name}, of echo`, median(ratios), "ratio (median)"),
    row(`${name}, of echo`, quantile(ratios, 0.25), "ratio (lower quartile)"),
    row(`${name}, of echo`, quantile(ratios, 0.75), "ratio (upper quartile)"),
  ];
}

const WAKE_ROUNDS = 5;

/** From send to receipt by a waiting poll, and the echo's round trip beside it. */
async function measureWake(
  load: Load,
  echo: Running,
  candidate: Running,
  queueUrl: string,
  { wakes, turnMs }: Plan,
): Promise<Row[]> {
  const perform = (kind: "wake" | "roundTrip", { endpoint }: Running, count: number) =>
    load.perform({ kind, endpoint, queueUrl, count, maxMs: turnMs }, turnMs + GRACE_MS);
  const p50: number[] = [];
  const p99: number[] = [];
  const ratios: number[] = [];
  await perform("wake", candidate, Math.ceil(wakes / 5));
  for (let round = 0; round < WAKE_ROUNDS; round++) {
    const trip = await perform("roundTrip", echo, wakes);
    const woken = await perform("wake", candidate, wakes);
    p50.push(woken.p50Ms);
    p99.push(woken.p99Ms);
    ratios.push(woken.p50Ms / trip.p50Ms);
  }
  const name = "long-poll wake";
  const variant = candidate.name;
  return [
    { name: `${name}, p50`, variant, value: median(p50), unit: "ms" },
    { name: `${name}, p99`, variant, value: median(p99), unit: "ms" },
    { name: `${name}, p50 of echo's round trip`, variant, value: median(ratios), unit: "ratio" },
  ];
}
