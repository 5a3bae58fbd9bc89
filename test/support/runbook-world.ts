// A system in which the runbook's troubles are planted: a consumer that works, and jobs as they are after each trouble.
import { writeFileSync } from "node:fs";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { enqueueGenerateBriefing } from "../../core/briefings/enqueue.ts";
import { generateBriefing } from "../../core/briefings/job.ts";
import type { BriefingRequestInput } from "../../core/briefings/request.ts";
import type { Job } from "../../core/jobs/record/job.ts";
import { logFileIn } from "../../local/log-file.ts";
import { makeAttempt, makeJob } from "../contracts/job-store/factories.ts";
import { startVerbsRuntime } from "./verbs-runtime.ts";

const TEXT =
  "The harbour town opened its first tidal power plant on Monday. The plant feeds four thousand homes, the operator said.";
/** What the job type takes, and what succeeds. */
const request: BriefingRequestInput = {
  topic: "Tidal power",
  sources: [{ kind: "text", title: "Tidal power", text: TEXT }],
  generator: "extractive",
};

export type RunbookWorld = Awaited<ReturnType<typeof startRunbookWorld>>;

/** @param env more variables of its functions. */
export async function startRunbookWorld(env: Record<string, string> = {}) {
  const world = await startVerbsRuntime({ consumer: true, env });
  // What `dev` keeps of its log.
  const line = {
    level: "warn",
    time: Date.now(),
    jobId: "brf_1",
    jobType: generateBriefing.name,
    msg: "job failed",
  };
  writeFileSync(logFileIn(world.dataFolder), `${JSON.stringify(line)}\n`);
  const { store } = world.aws.backend;
  /** A job in this state, as the engine would have left it. */
  const given = async (fields: Partial<Job> = {}): Promise<string> => {
    const now = Date.now();
    const { payload } = generateBriefing;
    const job = makeJob({
      type: generateBriefing.name,
      createdAt: now - 60_000,
      ...fields,
      request: payload.parse(request),
    });
    await store.create(job);
    return job.id;
  };
  const failed = (name = "HttpError", message = "https://example.org/feed answered 503") => {
    const at = Date.now() - 30_000;
    const error = {
      permanent: false,
      name,
      message,
      stack: `${name}: ${message}\n    at fetchFeed (core/briefings/fetch/fetch-url.ts:10:5)`,
    };
    return makeAttempt({ startedAt: at - 2_000, endedAt: at, outcome: "failed", error });
  };
  return {
    ...world,
    given,
    failed,
    dead: (fields: Partial<Job> = {}) =>
      given({
        status: "dead",
        cause: "exhausted",
        endedAt: Date.now() - 20_000,
        attempts: [failed()],
        ...fields,
      }),
    retrying: (fields: Partial<Job> = {}) =>
      given({
        status: "retrying",
        attempts: [failed()],
        nextAttemptAt: Date.now() + 900_000,
        sentAt: Date.now(),
        ...fields,
      }),
    waiting: (fields: Partial<Job> = {}) =>
      given({ status: "queued", sentAt: fields.createdAt ?? Date.now(), ...fields }),
    /** A briefing that has been made. */
    async succeeded(): Promise<string> {
      const { job } = await enqueueGenerateBriefing(world.aws.backend, request);
      await world.aws.ended(job);
      return job.id;
    },
    /** A message that is no job's, where poisoned ones go, and seen by the inspector. */
    async poison(body = "garbage"): Promise<string> {
      const QueueUrl = world.aws.deadLetterQueueUrl;
      const { MessageId } = await world.aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
      await world.aws.poisoned((line) => line.messageId === MessageId);
      return MessageId ?? "";
    },
  };
}
