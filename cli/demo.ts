// `briefings demo`: the whole way of a briefing in a few seconds, and a poisoned message caught.
import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { Command } from "commander";
import { app } from "../core/app.ts";
import type { Briefing } from "../core/briefings/briefing.ts";
import { renderMarkdown } from "../core/briefings/render-markdown.ts";
import { exampleRequest } from "../examples/request.ts";
import { serveExamples } from "../examples/serve.ts";
import type { BriefingView } from "../functions/http/views.ts";
import { createLogOutput, type LogLine, type LogOutput } from "../local/log-output.ts";
import { type Runtime, startRuntime } from "../local/runtime.ts";
import { EXIT } from "./exit.ts";
import { print, printJson, printMarkup } from "./print.ts";
import { waitForJob } from "./wait.ts";

/** Shortened timings: what takes minutes on AWS should take a second here. Everything else follows from them. */
const OVERRIDES = { timeoutSeconds: 30, backoffBaseSeconds: 0.2, progressSeconds: 0.05 };
const ALARM_SECONDS = 0.5;
const PATIENCE_SECONDS = 15;

export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "make a briefing from sample feeds and articles, and catch a poisoned message: no AWS, no network",
    )
    .action(async () => {
      process.exitCode = await demo();
    });
}

async function demo(): Promise<number> {
  const output = createLogOutput({ format: "none" });
  const examples = await serveExamples();
  const runtime = await startRuntime({
    app,
    sqsPort: 0,
    apiPort: 0,
    env: { ALLOW_PRIVATE_SOURCES: "true" },
    overrides: OVERRIDES,
    alarmSeconds: ALARM_SECONDS,
    output,
    logLevel: "info",
  });
  try {
    step("An AWS of its own, in this process");
    say(`SQS ${runtime.sqsUrl}, API ${runtime.apiUrl}, sample feeds and articles ${examples.url}`);
    const briefing = await makeBriefing(runtime, examples.url);
    printMarkup(`\n${renderMarkdown(briefing)}`);
    await catchPoison(runtime, output);
    whatNext();
    return EXIT.ok;
  } finally {
    await runtime.close();
    await examples.close();
  }
}

async function makeBriefing(runtime: Runtime, examplesUrl: string): Promise<Briefing> {
  const request = exampleRequest(examplesUrl);
  step(`POST /briefings: "${request.topic}", ${request.sources.length} sources`);
  const accepted = await call(`${runtime.apiUrl}/briefings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  say(`202 Accepted, ${accepted.id}`);
  const job = await waitForJob(runtime.backend, accepted.id, {
    timeoutSeconds: PATIENCE_SECONDS,
    show: "live",
  });
  const { briefing, status, attempts } = await call(`${runtime.apiUrl}/briefings/${job.id}`);
  if (briefing) return briefing;
  throw new Error(
    `the briefing is ${status}: ${attempts.at(-1)?.error?.message ?? "no attempt was recorded"}`,
  );
}

async function call(url: string, init?: RequestInit): Promise<BriefingView> {
  const response = await fetch(url, init);
  const body = await response.json();
  if (response.ok) return body as BriefingView;
  throw new Error(`${init?.method ?? "GET"} ${url} answered ${response.status}: ${JSON.stringify(body)}`);
}

/** A message that no consumer can read reaches the dead-letter queue by SQS's own redrive policy. */
async function catchPoison(runtime: Runtime, output: LogOutput): Promise<void> {
  step("A malformed message, sent with the plain AWS SDK");
  const poisoned = output.next((line) => line.msg === "message poisoned");
  const body = '{"v":1,"type":"briefing:generate","jobId":';
  await runtime.sqs.send(new SendMessageCommand({ QueueUrl: runtime.queueUrl, MessageBody: body }));
  const { maxReceiveCount } = runtime.settings.queue;
  say(`received ${maxReceiveCount} times, moved by the redrive policy, seen by the alarm, which logs:`);
  const line = await withPatience(poisoned, "the dead-letter inspector did not log the poisoned message");
  print("");
  printJson(line, true);
  print("");
  const depth = await deadLetters(runtime);
  if (line.cause !== "unreadable" || depth !== 1) {
    throw new Error(`expected one message, cause unreadable; found ${depth}, cause ${String(line.cause)}`);
  }
  say("It is still in briefings-dead: only an operator takes a message out.");
}

async function deadLetters(runtime: Runtime): Promise<number> {
  const { Attributes } = await runtime.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: runtime.deadLetterQueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return (
    Number(Attributes?.ApproximateNumberOfMessages) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
  );
}

async function withPatience(line: Promise<LogLine>, otherwise: string): Promise<LogLine> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${otherwise} within ${PATIENCE_SECONDS} s`)),
      PATIENCE_SECONDS * 1000,
    );
  });
  try {
    return await Promise.race([line, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function whatNext(): void {
  step("What to try next");
  print(`  npm run dev                                   everything, kept in .local, following your code
  npx briefings submit --topic "Your topic" --source https://… --wait
  npx briefings --help                          list, show, dead, redrive, …
  README.md                                     the four ways to run it, and how to deploy
`);
}

const step = (title: string) => print(`\n▸ ${title}`);
const say = (line: string) => print(`  ${line}`);
