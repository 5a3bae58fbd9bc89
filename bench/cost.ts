// `npm run bench:cost`: runs 1,000 jobs that do nothing on the embedded AWS, counts every call, and prices a million.
import { setTimeout as wait } from "node:timers/promises";
import { costOf, costOfPolling, PRICES_AS_OF, sum } from "./cost-prices.ts";
import { PROGRESS_SECONDS, PROGRESS_TOPIC, RESULT_TOPIC } from "./cost-registry.ts";
import { type Meter, startMeter, type Usage } from "./cost-usage.ts";
import { printReport, type Row } from "./report.ts";

const JOBS = 1_000;
const PROGRESS_JOBS = 5;
const RESULT_JOBS = 100;
const SUBMITTERS = 20;
const MILLION = 1_000_000;
const MONTH_SECONDS = 30 * 86_400;
/** Lambda's pollers; with MaximumConcurrency their number does not go down when nothing comes. */
const POLLERS = 5;

async function main(): Promise<void> {
  const meter = await startMeter();
  try {
    const noop = await measureJobs(meter, JOBS, "nothing");
    const withResult = await measureJobs(meter, RESULT_JOBS, RESULT_TOPIC);
    const progress = await measureJobs(meter, PROGRESS_JOBS, PROGRESS_TOPIC);
    const { recover, alarm } = meter.runtime.functions;
    const recovery = await meter.measure(() => recover.invoke({}));
    const sweep = await meter.measure(() => alarm.invoke({}));
    const { everySeconds } = meter.runtime.settings.recover;
    const { sweepSeconds } = meter.runtime.settings.alarm;
    const { waitTimeSeconds } = meter.runtime.settings.queue;
    printReport([
      ...perJob(noop),
      {
        name: "DynamoDB per job with a result",
        variant: "all",
        value: sum(withResult.dynamo) / RESULT_JOBS,
        unit: "requests",
      },
      ...perMillion(noop),
      progressRow(progress, noop),
      perMonth(`idle polling, ${POLLERS} pollers (computed)`, costOfPolling(POLLERS), waitTimeSeconds),
      perMonth("recover", sum(costOf(recovery)), everySeconds),
      perMonth("sweep", sum(costOf(sweep)), sweepSeconds),
    ]);
  } finally {
    await meter.close();
  }
}

const measureJobs = (meter: Meter, jobs: number, topic: string): Promise<Usage> =>
  meter.measure(async () => {
    const succeeded = meter.jobsSucceeded(jobs);
    let submitted = 0;
    const submitter = async () => {
      while (submitted++ < jobs) await submit(meter, topic);
    };
    await Promise.all(Array.from({ length: Math.min(SUBMITTERS, jobs) }, submitter));
    await succeeded;
    // The message is deleted after the job's last line.
    while ((meter.bill.sqs.get("DeleteMessage") ?? 0) < jobs) await wait(20);
  });

async function submit(meter: Meter, topic: string): Promise<void> {
  const sources = [{ kind: "text", title: "A note", text: "Something happened." }];
  const response = await meter.request("/briefings", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ topic, sources }),
  });
  if (response.status !== 202) {
    throw new Error(`POST /briefings: ${response.status} ${await response.text()}`);
  }
}

function perJob(usage: Usage): Row[] {
  const row = (name: string, variant: string, value: number, unit: string): Row => ({
    name,
    variant,
    value: value / JOBS,
    unit,
  });
  const requests = (name: string, counts: Record<string, number>) => [
    ...Object.entries(counts).map(([action, count]) => row(name, action, count, "requests")),
    row(name, "all", sum(counts), "requests"),
  ];
  return [
    ...requests("SQS per job", usage.sqs),
    ...requests("DynamoDB per job", usage.dynamo),
    row("DynamoDB per job", "table", usage.writeUnits, "write units"),
    row("DynamoDB per job", "index", usage.indexWriteUnits, "write units"),
    row("DynamoDB per job", "table", usage.readUnits, "read units"),
    row("Lambda per job", "API and consumer", usage.lambdaRequests, "requests"),
    row("Lambda per job", "API and consumer", usage.gbSeconds, "GB-seconds"),
    row("log per job", "API and consumer", usage.logBytes, "bytes"),
  ];
}

function perMillion(usage: Usage): Row[] {
  const name = `cost per million jobs, prices of ${PRICES_AS_OF}`;
  const costs = costOf(usage);
  return Object.entries({ ...costs, all: sum(costs) }).map(([variant, cost]) => ({
    name,
    variant,
    value: (cost * MILLION) / JOBS,
    unit: "USD",
  }));
}

/** The updates beyond those that a job without progress makes. */
function progressRow(usage: Usage, noop: Usage): Row {
  const updates = (usage.dynamo.UpdateItem ?? 0) / PROGRESS_JOBS - (noop.dynamo.UpdateItem ?? 0) / JOBS;
  return {
    name: `progress, reported every 50 ms for ${PROGRESS_SECONDS} s`,
    variant: "one job",
    value: updates,
    unit: "writes",
  };
}

const perMonth = (variant: string, cost: number, everySeconds: number): Row => ({
  name: "cost per month without a job",
  variant,
  value: (cost * MONTH_SECONDS) / everySeconds,
  unit: "USD",
});

await main();
