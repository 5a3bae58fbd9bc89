// Requests a second of each candidate beside the echo, in adjacent pairs, so that both see the same machine.
import type { Row } from "../report.ts";
import { createQueue, type Running } from "./candidates.ts";
import type { Load } from "./load.ts";
import { median, quantile } from "./statistics.ts";
import type { Workload } from "./workloads.ts";

type Plan = { name: string; workload: Workload; requests: number; needed: number };

/** `needed`: messages that must be waiting for one unit. Requests count: a receive with its delete is two. */
const plans = (requests: number): Plan[] => [
  { name: "SendMessage", workload: "send", requests, needed: 0 },
  { name: "SendMessageBatch of 10", workload: "sendBatch", requests: requests / 4, needed: 0 },
  { name: "ReceiveMessage of 1 + DeleteMessage", workload: "pair", requests: requests / 2, needed: 1 },
  { name: "receive + delete by 10", workload: "pairBatch", requests: requests / 10, needed: 10 },
];

/** Adds to `rows` after each workload, so that what a peer fails at costs no more than that. */
export async function measureThroughput(
  rows: Row[],
  load: Load,
  echo: Running,
  candidate: Running,
  pairs: number,
  requests: number,
): Promise<void> {
  const { pairs: pairCount, requests: requestCount } = candidate.slow ?? { pairs, requests };
  for (const { name, workload, requests: count, needed } of plans(requestCount)) {
    const queueUrl = await createQueue(candidate.port, workload);
    const ratios: number[] = [];
    const rates: number[] = [];
    const echoRates: number[] = [];
    const fill = Math.ceil((count * needed) / 10);
    const measure = async (running: Running) => {
      if (running === candidate && fill > 0)
        await load.perform({ kind: "run", port: running.port, queueUrl, workload: "fill", count: fill });
      const result = await load.perform({ kind: "run", port: running.port, queueUrl, workload, count });
      return result.perSecond;
    };
    // Once unmeasured: compilers and caches warm up.
    await measure(echo);
    await measure(candidate);
    for (let pair = 0; pair < pairCount; pair++) {
      const echoRate = await measure(echo);
      const rate = await measure(candidate);
      echoRates.push(echoRate);
      rates.push(rate);
      ratios.push(rate / echoRate);
    }
    rows.push(
      { name, variant: candidate.name, value: median(rates), unit: "/s" },
      { name: `${name}, echo beside it`, variant: candidate.name, value: median(echoRates), unit: "/s" },
      { name: `${name}, of echo`, variant: candidate.name, value: median(ratios), unit: "ratio (median)" },
      {
        name: `${name}, of echo`,
        variant: candidate.name,
        value: quantile(ratios, 0.25),
        unit: "ratio (lower quartile)",
      },
      {
        name: `${name}, of echo`,
        variant: candidate.name,
        value: quantile(ratios, 0.75),
        unit: "ratio (upper quartile)",
      },
    );
  }
}

/** From send to receipt by a waiting poll, and the echo's round trip beside it. */
export async function measureWake(
  load: Load,
  echo: Running,
  candidate: Running,
  count: number,
): Promise<Row[]> {
  const queueUrl = await createQueue(candidate.port, "wake");
  const p50: number[] = [];
  const p99: number[] = [];
  const ratios: number[] = [];
  await load.perform({ kind: "wake", port: candidate.port, queueUrl, count: Math.ceil(count / 5) });
  for (let round = 0; round < 5; round++) {
    const trip = await load.perform({ kind: "roundTrip", port: echo.port, queueUrl, count });
    const woken = await load.perform({ kind: "wake", port: candidate.port, queueUrl, count });
    p50.push(woken.p50Ms);
    p99.push(woken.p99Ms);
    ratios.push(woken.p50Ms / trip.p50Ms);
  }
  const name = "long-poll wake";
  return [
    { name: `${name}, p50`, variant: candidate.name, value: median(p50), unit: "ms" },
    { name: `${name}, p99`, variant: candidate.name, value: median(p99), unit: "ms" },
    {
      name: `${name}, p50 of echo's round trip`,
      variant: candidate.name,
      value: median(ratios),
      unit: "ratio",
    },
  ];
}
