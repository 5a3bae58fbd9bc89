// `npm run bench:cost`: runs jobs of three sizes on the embedded AWS, counts every call, and prices a million jobs and a month of a stage.
import { setTimeout as wait } from "node:timers/promises";
import { defineSettings } from "../core/settings.ts";
import { DEPTH, measureRecover, measureSweep } from "./cost-depth.ts";
import { JOBS_A_SECOND, measurePartitions, type Pressure } from "./cost-partitions.ts";
import {
  costOf,
  costOfLogs,
  costOfPolling,
  costOfScheduling,
  costOfStorage,
  costOfWatching,
  costOfWrites,
  PRICES_AS_OF,
  sum,
} from "./cost-prices.ts";
import { PROGRESS_SECONDS, PROGRESS_TOPIC, RESULT_TOPIC } from "./cost-registry.ts";
import { AWS_LOG_BYTES, STAGE } from "./cost-stage.ts";
import { measureCounting } from "./cost-stats.ts";
import { type Meter, startMeter, type Usage } from "./cost-usage.ts";
import { printReport, type Row } from "./report.ts";

/** Bytes of the request's text, beside about 100 of the rest of it. A text may have 100,000. */
const SIZES = [
  { size: "0.1 KB", textBytes: 20, jobs: 1_000 },
  { size: "2 KB", textBytes: 1_950, jobs: 300 },
  { size: "100 KB", textBytes: 99_900, jobs: 100 },
];
const PROGRESS_JOBS = 5;
const RESULT_JOBS = 100;
const SUBMITTERS = 20;
const DELETED_WITHIN_MS = 1_000;
const MILLION = 1_000_000;
const MONTH_SECONDS = 30 * 86_400;
const MONTHLY_JOBS = 100_000;
/** Lambda's pollers; with MaximumConcurrency their number does not go down when nothing comes. */
const POLLERS = 5;
const settings = defineSettings();
const MONTHLY_RECOVERS = MONTH_SECONDS / settings.recover.everySeconds;
const MONTHLY_SWEEPS = MONTH_SECONDS / settings.deadLetters.sweepSeconds;
const HOURS_A_MONTH = 30 * 24;

async function main(): Promise<void> {
  const meter = await startMeter();
  try {
    const bySize: { size: string; jobs: number; usage: Usage }[] = [];
    for (const { size, textBytes, jobs } of SIZES) {
      bySize.push({ size, jobs, usage: await measureJobs(meter, jobs, "nothing", textBytes) });
    }
    const withResult = await measureJobs(meter, RESULT_JOBS, RESULT_TOPIC);
    const progress = await measureJobs(meter, PROGRESS_JOBS, PROGRESS_TOPIC);
    const { recover, deadLetters: inspector } = meter.runtime.functions;
    const idle = {
      recover: await meter.measure(() => recover.invoke({})),
      sweep: await meter.measure(() => inspector.invoke({})),
    };
    const depth = { recover: await measureRecover(meter), sweep: await measureSweep(meter) };
    const pressure = await measurePartitions(meter);
    const [noop, typical] = bySize;
    if (!noop || !typical) throw new Error("two sizes are needed");
    printReport([
      ...bySize.flatMap(perJob),
      {
        name: "DynamoDB per job with a result",
        variant: "all",
        value: sum(withResult.dynamo) / RESULT_JOBS,
        unit: "requests",
      },
      progressRow(progress, noop.usage, noop.jobs),
      ...bySize.flatMap(perMillion),
      ...perMonth("an idle month of a stage", idleMonth(idle)),
      ...perMonth(
        `a month of ${MONTHLY_JOBS.toLocaleString("en-US")} jobs of ${typical.size}`,
        busyMonth(idle, typical),
      ),
      ...atDepth(depth, idle),
      ...partitionRows(pressure),
      ...(await countingRows()),
    ]);
  } finally {
    await meter.close();
  }
}

const measureJobs = (meter: Meter, jobs: number, topic: string, textBytes = 20): Promise<Usage> =>
  meter.measure(async () => {
    const succeeded = meter.jobsSucceeded(jobs);
    let submitted = 0;
    const submitter = async () => {
      while (submitted++ < jobs) await submit(meter, topic, textBytes);
    };
    await Promise.all(Array.from({ length: Math.min(SUBMITTERS, jobs) }, submitter));
    await succeeded;
    // The message is deleted after the job's last line.
    await wait(DELETED_WITHIN_MS);
  });

async function submit(meter: Meter, topic: string, textBytes: number): Promise<void> {
  const sources = [{ kind: "text", title: "A note", text: "a word ".repeat(textBytes).slice(0, textBytes) }];
  const response = await meter.request("/briefings", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ topic, sources }),
  });
  if (response.status !== 202) {
    throw new Error(`POST /briefings: ${response.status} ${await response.text()}`);
  }
}

/** By how many jobs an environment ends in a minute: slow jobs pay for a flush each, quick ones share it. */
async function countingRows(): Promise<Row[]> {
  const costs = [];
  for (const jobsAMinute of [1, 10, 100]) costs.push(await measureCounting(settings, jobsAMinute));
  return costs.flatMap(({ jobsAMinute, requestsPerJob, unitsPerJob }) => {
    const variant = `${jobsAMinute} a minute in each of 5 environments`;
    return [
      { name: "counting per job", variant, value: requestsPerJob, unit: "requests" },
      { name: "counting per job", variant, value: unitsPerJob, unit: "write units" },
      {
        name: `cost of counting per million jobs, prices of ${PRICES_AS_OF}`,
        variant,
        value: costOfWrites(unitsPerJob * MILLION),
        unit: "USD",
      },
    ];
  });
}

type Sized = { size: string; jobs: number; usage: Usage };

/** What is written on AWS alone, for one job: a line of metrics, and one of the access log for its POST. */
const awsLogBytes = AWS_LOG_BYTES.jobMetrics + AWS_LOG_BYTES.accessLog + 2 * AWS_LOG_BYTES.platform;

function perJob({ size, jobs, usage }: Sized): Row[] {
  const row = (name: string, variant: string, value: number, unit: string): Row => ({
    name: `${name}, ${size}`,
    variant,
    value: value / jobs,
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
    row("log per job", "metrics and access log (computed)", jobs * awsLogBytes, "bytes"),
  ];
}

const costOfJobs = ({ jobs, usage }: Sized, count: number): Record<string, number> => {
  const measured = Object.entries(costOf(usage)).map(
    ([part, cost]) => [part, (cost * count) / jobs] as const,
  );
  return { ...Object.fromEntries(measured), "logs on AWS alone": costOfLogs(awsLogBytes * count) };
};

function perMillion(sized: Sized): Row[] {
  const costs = costOfJobs(sized, MILLION);
  return Object.entries({ ...costs, all: sum(costs) }).map(([variant, value]) => ({
    name: `cost per million jobs of ${sized.size}, prices of ${PRICES_AS_OF}`,
    variant,
    value,
    unit: "USD",
  }));
}

/** The updates beyond those that a job without progress makes. */
function progressRow(usage: Usage, noop: Usage, noopJobs: number): Row {
  const updates = (usage.dynamo.UpdateItem ?? 0) / PROGRESS_JOBS - (noop.dynamo.UpdateItem ?? 0) / noopJobs;
  return {
    name: `progress, reported every 50 ms for ${PROGRESS_SECONDS} s`,
    variant: "one job",
    value: updates,
    unit: "writes",
  };
}

type Idle = { recover: Usage; sweep: Usage };

const idleMonth = ({ recover, sweep }: Idle): Record<string, number> => ({
  [`polling, ${POLLERS} pollers (computed)`]: costOfPolling(
    (POLLERS * MONTH_SECONDS) / settings.queue.waitTimeSeconds,
  ),
  recover:
    MONTHLY_RECOVERS *
    (sum(costOf(recover)) + costOfLogs(AWS_LOG_BYTES.recoverMetrics + AWS_LOG_BYTES.platform)),
  sweep: MONTHLY_SWEEPS * (sum(costOf(sweep)) + costOfLogs(AWS_LOG_BYTES.platform)),
  "schedules (computed)": costOfScheduling(MONTHLY_RECOVERS + MONTHLY_SWEEPS),
  ...watching(STAGE.idleMetrics.length),
});

const watching = (customMetrics: number): Record<string, number> =>
  Object.fromEntries(
    Object.entries(costOfWatching({ ...STAGE, customMetrics })).map(([part, cost]) => [
      `${part} (computed)`,
      cost,
    ]),
  );

/** Records stay for about half a month after their end: about half of a month's are stored at any time. */
const busyMonth = (idle: Idle, typical: Sized): Record<string, number> => ({
  ...idleMonth(idle),
  ...watching(STAGE.idleMetrics.length + STAGE.busyMetrics.length),
  jobs: sum(costOfJobs(typical, MONTHLY_JOBS)),
  "table's storage and recovery (computed)": costOfStorage(
    ((typical.usage.storedBytes / typical.jobs) * MONTHLY_JOBS * settings.jobs.terminalRetentionSeconds) /
      MONTH_SECONDS,
  ),
});

const perMonth = (name: string, costs: Record<string, number>): Row[] =>
  Object.entries({ ...costs, all: sum(costs) }).map(([variant, value]) => ({
    name,
    variant,
    value,
    unit: "USD",
  }));

const partitionRows = (pressure: Record<string, Pressure>): Row[] =>
  Object.entries(pressure).flatMap(([variant, { throttled, unitsASecond, ceilingJobsASecond }]) => {
    const name = `${JOBS_A_SECOND.toLocaleString("en-US")} jobs a second`;
    return [
      { name, variant, value: throttled, unit: "throttled writes" },
      { name: `${name}, busiest key`, variant, value: unitsASecond, unit: "write units a second" },
      { name: "ceiling of the busiest key", variant, value: ceilingJobsASecond, unit: "jobs a second" },
    ];
  });

type Depth = {
  recover: Awaited<ReturnType<typeof measureRecover>>;
  sweep: Awaited<ReturnType<typeof measureSweep>>;
};

/** What a month costs if it stays so; the function's own time is counted as this machine took it. */
function atDepth({ recover, sweep }: Depth, idle: Idle): Row[] {
  const many = DEPTH.toLocaleString("en-US");
  const recoverRows = (variant: string, usage: Usage): Row[] => {
    const gbSeconds = (usage.seconds * settings.recover.memoryMb) / 1_024;
    // The engine was called without its function, so what calling the function costs is added.
    const { lambdaRequests, sqs, logBytes } = idle.recover;
    const cost = sum(costOf({ ...usage, gbSeconds, lambdaRequests, sqs, logBytes }));
    return [
      { name: `recover with ${many} healthy jobs`, variant, value: usage.dynamo.Query ?? 0, unit: "queries" },
      {
        name: `recover with ${many} healthy jobs`,
        variant,
        value: cost * MONTHLY_RECOVERS,
        unit: "USD a month",
      },
    ];
  };
  const name = `sweep with ${many} dead letters`;
  // As many as before are read once an hour.
  const monthly =
    sum(costOf(sweep.known)) * HOURS_A_MONTH +
    sum(costOf(sweep.unchanged)) * (MONTHLY_SWEEPS - HOURS_A_MONTH);
  return [
    ...recoverRows("queued behind a long queue", recover.queued),
    ...recoverRows("backing off, nothing waiting", recover.retrying),
    { name, variant: "until all are logged", value: sweep.sweeps, unit: "sweeps" },
    { name, variant: "all known", value: sum(sweep.known.sqs), unit: "SQS requests" },
    { name, variant: "all known", value: sum(sweep.known.dynamo), unit: "DynamoDB requests" },
    { name, variant: "all known", value: sweep.known.seconds, unit: "s" },
    { name, variant: "all known", value: monthly, unit: "USD a month" },
  ];
}

await main();
