// What a monitor is told: the names of Asynq's exporter where they mean the same, and `jobs_…` for the rest.
import type { QueuesView, TypeStats, Workers } from "../../core/jobs/operate/inspector.ts";
import type { Family, Sample } from "./exposition.ts";
import { histogramOf } from "./histogram.ts";

export type Known = {
  /** What Asynq calls a queue: all of this app's jobs, of every priority. */
  app: string;
  queues: QueuesView;
  workers: Workers;
  /** Since the process began. */
  totals: readonly TypeStats[];
  /** Names of job types. */
  types: readonly string[];
};

export const familiesOf = (known: Known): Family[] => [
  ...asAsynq(known),
  ...jobs(known),
  ...queuesAndWorkers(known),
];

const family =
  (type: Family["type"]) =>
  (name: string, help: string, samples: readonly Sample[]): Family => ({
    ...{ name, type, help, samples },
  });
const gauge = family("gauge");
const counter = family("counter");

/** [Asynq: x/metrics/metrics.go] It gives no `completed` and no memory: jobs that have ended are not in the queue here. */
function asAsynq({ app: queue, queues, totals }: Known): Family[] {
  const { jobs: open, deadLetters, consumer, oldest } = queues;
  const count = (...statuses: (keyof typeof open.counts)[]) =>
    statuses.reduce((sum, status) => sum + (open.counts[status] ?? 0), 0);
  const states: [string, number][] = [
    ["active", count("running")],
    ["pending", count("queued", "pending")],
    ["scheduled", count("scheduled")],
    ["retry", count("retrying")],
    ...(deadLetters === undefined ? [] : [["archived", deadLetters] as [string, number]]),
  ];
  const sum = (of: "processed" | "failed") => totals.reduce((total, one) => total + one[of], 0);
  return [
    gauge(
      "asynq_tasks_enqueued_total",
      "Jobs by state; archived ones are the messages of the dead-letter queue.",
      states.map(([state, value]) => ({ labels: { queue, state }, value })),
    ),
    gauge("asynq_queue_size", "Jobs that have not ended, and dead letters.", [
      { labels: { queue }, value: states.reduce((total, [, value]) => total + value, 0) },
    ]),
    gauge("asynq_queue_latency_seconds", "For how long the oldest job has waited for its first attempt.", [
      { labels: { queue }, value: oldest?.seconds ?? 0 },
    ]),
    counter("asynq_tasks_processed_total", "Jobs that succeeded and attempts that failed.", [
      { labels: { queue }, value: sum("processed") },
    ]),
    counter("asynq_tasks_failed_total", "Attempts that failed.", [
      { labels: { queue }, value: sum("failed") },
    ]),
    gauge(
      "asynq_queue_paused_total",
      "1 while the consumer is paused.",
      consumer ? [{ labels: { queue }, value: consumer.paused ? 1 : 0 }] : [],
    ),
  ];
}

function jobs({ totals }: Known): Family[] {
  const byType = (name: keyof TypeStats & string, help: string) =>
    counter(
      `jobs_${name}_total`,
      help,
      totals.map((stats) => ({ labels: { type: stats.type }, value: Number(stats[name]) })),
    );
  return [
    byType("succeeded", "Jobs that succeeded, by type."),
    byType("failed", "Attempts that failed, timed out or were killed, by type."),
    byType("retried", "Jobs that are tried again after an attempt that failed, by type."),
    byType("snoozed", "Attempts that gave their job back, by type."),
    byType("interrupted", "Attempts that a shutdown cut short, by type."),
    byType("dead", "Jobs that died, of whatever cause, by type."),
    byType("cancelled", "Jobs that were cancelled, by type."),
    histogramOf(
      "jobs_wait_seconds",
      "From the send to the first attempt, by type.",
      totals,
      ({ waitMs }) => waitMs,
    ),
    histogramOf("jobs_run_seconds", "How long attempts took, by type.", totals, ({ runMs }) => runMs),
  ];
}

function queuesAndWorkers({ queues, workers: { workers }, types }: Known): Family[] {
  const { queues: sqs = [], deadLetters, deadJobs, openBreakers, problems } = queues;
  const states = [
    ["visible", "visible"],
    ["in_flight", "inFlight"],
    ["delayed", "delayed"],
  ] as const;
  const kinds = Map.groupBy(workers, ({ kind = "unknown" }) => kind);
  return [
    gauge(
      "jobs_sqs_messages",
      "Messages by SQS queue and state, about.",
      sqs.flatMap((counts) =>
        states.map(([state, of]) => ({
          labels: { queue: counts.queue, priority: counts.priority, state },
          value: counts[of],
        })),
      ),
    ),
    // Not `jobs_dead`: to OpenMetrics that is the name of the counter `jobs_dead_total`.
    gauge("jobs_dead_in_inbox", "Dead jobs that nobody has archived, of the last 1,000.", [
      { value: deadJobs.count },
    ]),
    gauge(
      "jobs_dead_letters",
      "Messages in the dead-letter queue, about.",
      deadLetters === undefined ? [] : [{ value: deadLetters }],
    ),
    gauge(
      "jobs_breaker_open",
      "1 while jobs of this type are held back by its breaker.",
      types.map((type) => ({
        labels: { type },
        value: openBreakers.some((open) => open.type === type) ? 1 : 0,
      })),
    ),
    gauge(
      "jobs_workers",
      "Execution environments and worker processes that were heard of, by kind.",
      [...kinds].map(([kind, list]) => ({ labels: { kind }, value: list.length })),
    ),
    gauge("jobs_running", "Attempts under way.", [
      { value: workers.reduce((sum, { running }) => sum + running.length, 0) },
    ]),
    gauge("jobs_out_of_reach", "Queues and switches that could not be asked.", [{ value: problems.length }]),
  ];
}
