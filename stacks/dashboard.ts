// One CloudWatch dashboard a stage: the way of a job from the API to its end.
import { DIMENSION, type MetricName } from "../core/metrics.ts";
import { eachPriority } from "../core/priorities.ts";
import type { Watched } from "./parts.ts";

type Metric = [namespace: string, name: string, dimension: string, value: string, options: object];

export function createDashboard({ app, queue, queues, deadLetterQueue, api, functions }: Watched) {
  const names = {
    region: aws.getRegionOutput().region,
    queue: queue.nodes.queue.name,
    /** Of the priorities beside `default`. */
    others: eachPriority(queues)
      .filter(([priority]) => priority !== "default")
      .map(([priority, { nodes }]) => $resolve({ priority, name: nodes.queue.name })),
    dead: deadLetterQueue.nodes.queue.name,
    api: api.nodes.api.id,
    consumer: functions.consumer.name,
  };
  return new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: `${$app.name}-${$app.stage}`,
    dashboardBody: $resolve(names).apply((resolved) => JSON.stringify(bodyOf(app.title, resolved))),
  });
}

type Names = Record<"region" | "queue" | "dead" | "api" | "consumer", string> & {
  others: { priority: string; name: string }[];
};

function bodyOf(namespace: string, names: Names) {
  const ours = (name: MetricName, options: object = {}): Metric => [
    namespace,
    name,
    DIMENSION.queue,
    names.queue,
    options,
  ];
  const sqs = (name: string, queueName: string, label: string): Metric => [
    "AWS/SQS",
    name,
    "QueueName",
    queueName,
    { label, stat: "Maximum" },
  ];
  const lambda = (name: string, stat: string): Metric => [
    "AWS/Lambda",
    name,
    "FunctionName",
    names.consumer,
    { stat },
  ];
  const http = (name: string, stat: string): Metric => ["AWS/ApiGateway", name, "ApiId", names.api, { stat }];

  const graphs: [title: string, stat: string, metrics: Metric[]][] = [
    [
      "Jobs by outcome",
      "Sum",
      [ours("JobsSucceeded"), ours("JobsRetried"), ours("JobsDead"), ours("JobsResent")],
    ],
    [
      "Run time and queue wait (ms)",
      "p95",
      [
        ours("RunTime"),
        ours("RunTime", { stat: "p50" }),
        ours("QueueWait"),
        ours("QueueWait", { stat: "p50" }),
      ],
    ],
    [
      "Messages",
      "Maximum",
      [
        sqs("ApproximateNumberOfMessagesVisible", names.queue, "waiting"),
        sqs("ApproximateNumberOfMessagesNotVisible", names.queue, "running or backing off"),
        ...names.others.flatMap(({ priority, name }) => [
          sqs("ApproximateNumberOfMessagesVisible", name, `${priority}, waiting`),
          sqs("ApproximateNumberOfMessagesNotVisible", name, `${priority}, running or backing off`),
        ]),
        sqs("ApproximateNumberOfMessagesVisible", names.dead, "dead, visible"),
        sqs("ApproximateNumberOfMessagesNotVisible", names.dead, "dead, being looked at"),
      ],
    ],
    [
      "Oldest (s)",
      "Maximum",
      [
        sqs("ApproximateAgeOfOldestMessage", names.queue, "message"),
        ...names.others.map(({ priority, name }) =>
          sqs("ApproximateAgeOfOldestMessage", name, `${priority} message`),
        ),
        ours("OldestPendingAge", { label: "pending job" }),
        ours("OldestQueuedAge", { label: "queued job" }),
      ],
    ],
    [
      "Consumer",
      "Sum",
      [lambda("ConcurrentExecutions", "Maximum"), lambda("Throttles", "Sum"), lambda("Errors", "Sum")],
    ],
    ["API", "Sum", [http("Count", "Sum"), http("4xx", "Sum"), http("5xx", "Sum"), http("Latency", "p95")]],
  ];
  return {
    widgets: graphs.map(([title, stat, metrics], index) => ({
      type: "metric",
      x: (index % 2) * 12,
      y: Math.floor(index / 2) * 6,
      width: 12,
      height: 6,
      properties: { title, stat, metrics, period: 60, region: names.region, view: "timeSeries" },
    })),
  };
}
