// The doctor at the embedded AWS, as the command line looks at it: each fault is planted by itself, and is the only one found.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../core/aws/queue-definition.ts";
import { pauseConsumer, resumeConsumer } from "../../core/jobs/index.ts";
import { type Check, examine, type FindingState } from "../../core/jobs/operate/inspector.ts";
import { openProbes } from "../../local/doctor.ts";
import { makeJob } from "../contracts/job-store/factories.ts";
import { startRewritingProxy } from "../support/rewriting-proxy.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";

const RELEASE = "1.2.3";
const HOUR_MS = 3_600_000;

let dataFolder: string;
let aws: TestRuntime;
let proxy: Awaited<ReturnType<typeof startRewritingProxy>>;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), "doctor-"));
  aws = await startTestRuntime({ dataFolder, app, consumer: false, env: { APP_RELEASE: RELEASE } });
  proxy = await startRewritingProxy(aws.sqsUrl);
  await aws.functions.recover.invoke({});
});
afterAll(async () => {
  await proxy.close();
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const expiry = () => Math.ceil(Date.now() / 1000) + 900;
/** What the last run of recover has noted. */
async function ran(noted: { startedAt: number } | null): Promise<void> {
  await aws.backend.cache.put("recover:ran", noted, expiry());
  undos.push(() => aws.backend.cache.put("recover:ran", { startedAt: Date.now() }, expiry()));
}

/** As the command line looks, with the services at this address. */
async function lookThrough(endpoint: string) {
  const services = ["SQS", "LAMBDA", "CLOUDWATCH"].map((name) => [`AWS_ENDPOINT_URL_${name}`, endpoint]);
  const opened = await openProbes(app, { ...aws.env, ...Object.fromEntries(services) });
  return await examine(aws.backend, opened);
}
const look = () => lookThrough(proxy.url);
const ill = async () => (await look()).filter(({ state }) => state !== "ok");

type Undo = () => unknown;
const undos: Undo[] = [];
afterEach(async () => {
  proxy.rewrite();
  for (const undo of undos.splice(0)) await undo();
});

/** Attributes of a queue, and those of the settings again afterwards. */
const attributes =
  (which: "live" | "dead", change: (arns: { live: string; dead: string }) => Record<string, string>) =>
  async (): Promise<void> => {
    const set = (QueueUrl: string, Attributes: Record<string, string>) =>
      aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    const arns = { live: await arnOf(aws.queueUrl), dead: await arnOf(aws.deadLetterQueueUrl) };
    const url = which === "live" ? aws.queueUrl : aws.deadLetterQueueUrl;
    await set(url, change(arns));
    undos.push(async () => {
      const allowed = JSON.stringify(redriveAllowPolicy(arns.live));
      await set(aws.deadLetterQueueUrl, {
        ...deadLetterQueueAttributes(aws.settings),
        RedriveAllowPolicy: allowed,
      });
      await set(aws.queueUrl, queueAttributes(aws.settings, arns.dead));
    });
  };

async function arnOf(QueueUrl: string): Promise<string> {
  const asked = { QueueUrl, AttributeNames: ["QueueArn" as const] };
  return (await aws.sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.QueueArn ?? "";
}

/** Changes what Lambda or CloudWatch says: `at` is a part of the path or of the target. */
const answering = (at: string | RegExp, change: (said: Said) => object) => () =>
  proxy.rewrite(({ path, target }, { body }) =>
    (typeof at === "string" ? [path, target].some((text) => text.includes(at)) : at.test(path))
      ? { body: JSON.stringify(change(JSON.parse(body))) }
      : undefined,
  );
/** What an API says, in its own shape. */
// biome-ignore lint/suspicious/noExplicitAny: a test changes any part of it
type Said = any;

const refusing =
  (at: string, name = "AccessDeniedException") =>
  () =>
    proxy.rewrite(({ path, target }) =>
      [path, target].some((text) => text.includes(at))
        ? {
            status: 403,
            headers: { "content-type": "application/json", "x-amzn-errortype": name },
            body: JSON.stringify({ __type: name, message: "not authorized" }),
          }
        : undefined,
    );

const alarm = (change: (alarm: Said) => object) =>
  answering("DescribeAlarms", ({ MetricAlarms: [one] }) => ({ MetricAlarms: [change(one)] }));

const policy = (change: (statements: Said) => Said[]) =>
  answering("/policy", (said) => {
    const { Statement, ...rest } = JSON.parse(said.Policy);
    return { Policy: JSON.stringify({ ...rest, Statement: change(Statement) }) };
  });

const eachFunction = (change: (fn: Said) => object) =>
  answering(/\/2015-03-31\/functions\/?$/, ({ Functions }) => ({ Functions: Functions.map(change) }));

async function put(kind: string, id: string, value: object, listedAt: number): Promise<void> {
  await aws.backend.store.putDocument(kind, id, value, { revision: 0, listedAt });
  undos.push(async () => {
    const { revision = 0 } = (await aws.backend.store.getDocument(kind, id)) ?? {};
    await aws.backend.store.deleteDocument(kind, id, revision);
  });
}

/** Ended and out of the way afterwards. */
async function record(job: Parameters<typeof makeJob>[0]): Promise<string> {
  const { id } = makeJob(job);
  await aws.backend.store.create({ ...makeJob(job), id });
  undos.push(() =>
    aws.backend.store.update(
      id,
      { set: { status: "cancelled", endedAt: Date.now() }, remove: ["nextAttemptAt"] },
      {},
    ),
  );
  return id;
}

/** One message, out of the queue again afterwards. */
async function deadLetter(): Promise<void> {
  const QueueUrl = aws.deadLetterQueueUrl;
  await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "garbage" }));
  undos.push(async () => {
    const { Messages: [message] = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  });
}

const inspected = (startedAt: number) =>
  aws.backend.cache.put("dead-letters:inspected", { startedAt }, Math.ceil(Date.now() / 1_000) + 3_600);

type Planted = [what: string, plant: () => unknown, check: Check, state: FindingState, says: RegExp];

const faults: Planted[] = [
  [
    "a visibility timeout below the function's timeout",
    attributes("live", () => ({ VisibilityTimeout: "20" })),
    "visibility-timeout",
    "fault",
    /20 s.*30 s.*comes again/,
  ],
  [
    "a visibility timeout below six times the timeout",
    attributes("live", () => ({ VisibilityTimeout: "90" })),
    "visibility-timeout",
    "warning",
    /less than six times/,
  ],
  [
    "dead letters that are kept no longer than messages",
    attributes("dead", () => ({ MessageRetentionPeriod: "691200" })),
    "retention",
    "fault",
    /kept for 8 d, dead letters for 8 d/,
  ],
  [
    "no redrive policy",
    attributes("live", () => ({ RedrivePolicy: "" })),
    "redrive-policy",
    "fault",
    /no redrive policy/,
  ],
  [
    "a redrive policy that names another queue",
    attributes("live", ({ live }) => ({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: live, maxReceiveCount: 5 }),
    })),
    "redrive-policy",
    "fault",
    /poisoned messages go to .*briefings, and/,
  ],
  [
    "one receive and no more",
    attributes("live", ({ dead }) => ({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 }),
    })),
    "max-receive-count",
    "fault",
    /maxReceiveCount is 1/,
  ],
  [
    "more receives than the settings say",
    attributes("live", ({ dead }) => ({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 50 }),
    })),
    "max-receive-count",
    "warning",
    /is 50, and the settings say 5/,
  ],
  [
    "a dead-letter queue that refuses",
    attributes("dead", () => ({ RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) })),
    "redrive-allow-policy",
    "fault",
    /refuses the dead letters of briefings/,
  ],
  [
    "a dead-letter queue that takes those of another queue",
    attributes("dead", ({ dead }) => ({ RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy(dead)) })),
    "redrive-allow-policy",
    "fault",
    /refuses the dead letters of briefings/,
  ],
  [
    "a dead-letter queue that takes all",
    attributes("dead", () => ({ RedriveAllowPolicy: "" })),
    "redrive-allow-policy",
    "warning",
    /every queue/,
  ],
  [
    "messages that are kept unencrypted",
    attributes("live", () => ({ SqsManagedSseEnabled: "false" })),
    "encryption",
    "warning",
    /unencrypted/,
  ],
  [
    "a mapping without partial responses",
    answering("event-source-mappings/", (said) => ({ ...said, FunctionResponseTypes: [] })),
    "partial-responses",
    "fault",
    /ReportBatchItemFailures is off/,
  ],
  [
    "batches of ten",
    answering("event-source-mappings/", (said) => ({ ...said, BatchSize: 10 })),
    "batch-size",
    "warning",
    /in a batch: 10/,
  ],
  [
    "no MaximumConcurrency",
    answering("event-source-mappings/", ({ ScalingConfig: _, ...said }) => said),
    "maximum-concurrency",
    "fault",
    /no MaximumConcurrency/,
  ],
  [
    "less reserved than the mappings start",
    answering("/concurrency", () => ({ ReservedConcurrentExecutions: 2 })),
    "maximum-concurrency",
    "fault",
    /up to 5 .* 2 are reserved/,
  ],
  [
    "a mapping of another queue",
    answering("event-source-mappings/", (said) => ({
      ...said,
      EventSourceArn: `${said.EventSourceArn}-old`,
    })),
    "mapping",
    "fault",
    /no event source mapping reads it/,
  ],
  [
    "a consumer that cannot run",
    answering("functions/consumer/configuration", (said) => ({
      ...said,
      State: "Failed",
      StateReason: "the image is gone",
    })),
    "consumer-function",
    "fault",
    /the image is gone/,
  ],
  [
    "a consumer that is paused",
    async () => {
      await pauseConsumer(aws.backend);
      undos.push(() => resumeConsumer(aws.backend));
    },
    "consumer-paused",
    "warning",
    /none runs/,
  ],
  [
    "no alarm",
    answering("DescribeAlarms", () => ({ MetricAlarms: [] })),
    "alarm",
    "fault",
    /no alarm looks at it/,
  ],
  [
    "an alarm without an action",
    alarm((one) => ({ ...one, AlarmActions: [] })),
    "alarm-action",
    "fault",
    /no action/,
  ],
  [
    "an alarm whose actions are off",
    alarm((one) => ({ ...one, ActionsEnabled: false })),
    "alarm-action",
    "fault",
    /switched off/,
  ],
  [
    "an alarm that sees visible messages only",
    alarm((one) => ({ ...one, Metrics: one.Metrics.slice(0, 2) })),
    "alarm-metrics",
    "warning",
    /NotVisible/,
  ],
  [
    "an alarm on what was sent",
    alarm(({ Metrics: _, ...one }) => ({
      ...one,
      Namespace: "AWS/SQS",
      MetricName: "NumberOfMessagesSent",
      Dimensions: [{ Name: "QueueName", Value: app.deadLetterQueueName }],
    })),
    "alarm-metrics",
    "fault",
    /is not seen by other metrics/,
  ],
  [
    "an API without a token that others reach",
    eachFunction((fn) => ({
      ...fn,
      Environment: { Variables: { ...fn.Environment.Variables, API_HOST: "0.0.0.0" } },
    })),
    "api-token",
    "fault",
    /API_TOKEN is not set/,
  ],
  [
    "a function of another release",
    eachFunction((fn) =>
      fn.FunctionName === "recover"
        ? { ...fn, Environment: { Variables: { ...fn.Environment.Variables, APP_RELEASE: "1.2.2" } } }
        : fn,
    ),
    "release",
    "warning",
    /runs release 1.2.2, and this command is of 1.2.3/,
  ],
  [
    "a clock that is a minute ahead",
    () =>
      proxy.rewrite((_, { headers }) => ({
        headers: { ...headers, date: new Date(Date.now() - 60_000).toUTCString() },
      })),
    "clock",
    "fault",
    /(59|60|61) s ahead/,
  ],
  [
    "a clock that is ten seconds behind",
    () =>
      proxy.rewrite((_, { headers }) => ({
        headers: { ...headers, date: new Date(Date.now() + 10_000).toUTCString() },
      })),
    "clock",
    "warning",
    /(9|10|11) s behind/,
  ],
  [
    "a schedule whose run has not been made",
    () =>
      put(
        "schedule",
        "morning",
        {
          v: 1,
          type: "briefing:generate",
          payload: {},
          cron: "0 7 * * *",
          zone: "UTC",
          missed: "run-once",
          overlap: "skip",
          createdAt: 1,
          nextRunAt: Date.now() - HOUR_MS,
          runs: [],
        },
        Date.now() - HOUR_MS,
      ),
    "schedules",
    "fault",
    /recover, which makes it every 60 s, does not run/,
  ],
  [
    "a schedule whose job is refused",
    () =>
      put(
        "schedule",
        "evening",
        {
          v: 1,
          type: "briefing:generate",
          payload: {},
          cron: "0 19 * * *",
          zone: "UTC",
          missed: "run-once",
          overlap: "skip",
          createdAt: 1,
          nextRunAt: Date.now() + HOUR_MS,
          runs: [{ at: 1, outcome: "refused", reason: "topic: is missing" }],
        },
        Date.now() + HOUR_MS,
      ),
    "schedules",
    "warning",
    /topic: is missing/,
  ],
  [
    "a job that was never sent",
    () => record({ status: "pending", createdAt: Date.now() - HOUR_MS }),
    "overdue-jobs",
    "fault",
    /\(pending\)/,
  ],
  [
    "a queued job whose message is gone",
    () => record({ status: "queued", createdAt: Date.now() - 2 * HOUR_MS, sentAt: Date.now() - 2 * HOUR_MS }),
    "overdue-jobs",
    "fault",
    /\(queued\)/,
  ],
  [
    "a scheduled job that was not sent when it was due",
    () =>
      record({
        status: "scheduled",
        createdAt: Date.now() - 2 * HOUR_MS,
        nextAttemptAt: Date.now() - HOUR_MS,
      }),
    "overdue-jobs",
    "fault",
    /\(scheduled\)/,
  ],
  [
    "a recover that has stopped",
    () => ran({ startedAt: Date.now() - HOUR_MS }),
    "recovery",
    "fault",
    /it last ran at .*, and should every 60 s/,
  ],
  [
    "a recover that has never run, although there are jobs",
    async () => {
      await record({ status: "succeeded", createdAt: Date.now() - HOUR_MS, endedAt: Date.now() });
      await ran(null);
    },
    "recovery",
    "fault",
    /no run of it is noted/,
  ],
  [
    "an open breaker",
    () =>
      put(
        "breaker",
        "briefing:generate",
        {
          failures: 10,
          cause: "HttpError: answered <n>",
          open: { since: Date.now(), probeAt: Date.now(), failedProbes: 0 },
        },
        Date.now(),
      ),
    "breakers",
    "warning",
    /HttpError: answered <n>/,
  ],
  [
    "a record of a newer release",
    async () => {
      const id = await record({ status: "cancelled", createdAt: Date.now() });
      const file = new DatabaseSync(join(dataFolder, "jobs.sqlite"));
      const changed = file
        .prepare("UPDATE items SET json = json_set(json, '$.v', 2) WHERE key = ?")
        .run(`job#${id}`);
      expect(changed.changes).toBe(1);
      undos.unshift(() => {
        file.prepare("UPDATE items SET json = json_set(json, '$.v', 1) WHERE key = ?").run(`job#${id}`);
        file.close();
      });
    },
    "records",
    "fault",
    /^1 of the newest \d+ cannot be read by this release: record job#/,
  ],
  [
    "an alarm that may not call its function",
    policy(() => []),
    "alarm-permission",
    "fault",
    /does not let alarm .* call it/,
  ],
  [
    "a permission for another alarm",
    policy(([one]) => [
      {
        ...one,
        Condition: { ArnLike: { "AWS:SourceArn": `${one.Condition.ArnLike["AWS:SourceArn"]}-old` } },
      },
    ]),
    "alarm-permission",
    "fault",
    /does not let alarm .* call it/,
  ],
  [
    "a permission for another service",
    policy(([one]) => [{ ...one, Principal: { Service: "events.amazonaws.com" } }]),
    "alarm-permission",
    "fault",
    /does not let alarm .* call it/,
  ],
  [
    "rights that are missing for the permission",
    refusing("/policy"),
    "alarm-permission",
    "unknown",
    /lambda:GetPolicy is not allowed/,
  ],
  [
    "rights that are missing for the mapping",
    refusing("event-source-mappings/"),
    "mapping",
    "unknown",
    /lambda:GetEventSourceMapping is not allowed/,
  ],
  [
    "rights that are missing for the function",
    refusing("functions/consumer/configuration"),
    "consumer-function",
    "unknown",
    /lambda:GetFunctionConfiguration is not allowed/,
  ],
  [
    "rights that are missing for the alarm",
    refusing("DescribeAlarms"),
    "alarm",
    "unknown",
    /cloudwatch:DescribeAlarms is not allowed/,
  ],
  [
    "credentials that are over, which are no fault of the alarm",
    refusing("DescribeAlarms", "ExpiredTokenException"),
    "alarm",
    "unknown",
    /not looked at: .*ExpiredTokenException: not authorized; log in again/,
  ],
  [
    "a policy that is asked for too often",
    refusing("/policy", "ThrottlingException"),
    "alarm-permission",
    "unknown",
    /not looked at: .*asked too often: try again/,
  ],
  [
    "a page in place of the mapping",
    () =>
      proxy.rewrite(({ path }) =>
        path.includes("event-source-mappings") ? { status: 200, body: "<html>Hello</html>" } : undefined,
      ),
    "mapping",
    "fault",
    /an answer that is not AWS's; check the address/,
  ],
  [
    "a dead letter",
    async () => {
      await deadLetter();
      await inspected(Date.now());
    },
    "dead-letters",
    "warning",
    /about 1 message/,
  ],
  [
    "a dead job that nobody has archived, although it has no message any more",
    async () => {
      const dead = {
        status: "dead",
        cause: "permanent",
        createdAt: Date.now(),
        endedAt: Date.now(),
      } as const;
      await record(dead);
      await record({ ...dead, archivedAt: Date.now() });
    },
    "dead-jobs",
    "warning",
    /^1 job is dead, and not archived$/,
  ],
];

describe("a healthy endpoint", () => {
  it("has nothing to mend, and each check that applies has looked", async () => {
    expect(await ill()).toEqual([]);
    // SQLite is no table.
    const checks = new Set((await look()).map(({ check }) => check));
    const { CHECKS } = await import("../../core/jobs/operate/inspector.ts");
    expect(CHECKS.filter((check) => !checks.has(check))).toEqual(["table", "table-index", "table-expiry"]);
  });
});

describe("the doctor finds, and finds nothing else:", () => {
  it.each(faults)("%s", async (_, plant, check, state, says) => {
    await plant();
    const found = await ill();
    expect(found.map((finding) => ({ check: finding.check, state: finding.state }))).toEqual([
      { check, state },
    ]);
    expect(found[0]?.what).toMatch(says);
    expect(found[0]?.remedy).not.toBe("");
  });
});

describe("beside a dead letter, the doctor finds", () => {
  it.each([
    ["that the sweep has stopped", Date.now() - HOUR_MS, "fault", /should every 300 s/],
    [
      "that it cannot say whether the sweep runs",
      undefined,
      "unknown",
      /has not read the queue to its end yet/,
    ],
  ])("%s", async (_, at, state, says) => {
    await deadLetter();
    if (at === undefined) await aws.backend.cache.put("dead-letters:inspected", null, 1);
    else await inspected(at);
    expect(await ill()).toMatchObject([
      { check: "inspection", state, what: expect.stringMatching(says) },
      { check: "dead-letters", state: "warning" },
    ]);
  });
});

describe("an endpoint that does not answer", () => {
  it("is a fault of the queues, and the rest is told as not looked at", async () => {
    const findings = await lookThrough("http://127.0.0.1:9");
    const faulty = findings.filter(({ state }) => state === "fault").map(({ check }) => check);
    expect(faulty).toEqual(["queue", "dead-letter-queue", "mapping"]);
    expect(findings.find(({ check }) => check === "clock")).toMatchObject({ state: "unknown" });
    expect(findings.find(({ check }) => check === "mapping")?.what).toMatch(/ECONNREFUSED|bad port/);
  });
});
