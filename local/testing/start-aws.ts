// The embedded AWS in a test's own process, with job types of one's own: started once, emptied between tests.
import { setTimeout as pause } from "node:timers/promises";
import type { App } from "../../core/define-app.ts";
import { createLogOutput, type LogLine } from "../log-output.ts";
import { type Runtime, type RuntimeOptions, startRuntime } from "../runtime.ts";
import type { InspectedMessage, TestSqs } from "../sqs/testing/index.ts";
import { startTestCloud, type TestCloud } from "./test-cloud.ts";
import { createWaitForJob, JOB_TIMEOUT_MS, type WaitForJob } from "./wait-for-job.ts";

export type StartAwsOptions = {
  /** With its job types, as the module at `app.registry` exports them. */
  app: App;
  /**
   * Base values of `core/settings.ts` that differ. Without any, a failed attempt is tried again after a second: SQS hides
   * a message for whole seconds.
   */
  settings?: NonNullable<RuntimeOptions["overrides"]>;
  /** False: nothing receives from the queue, and `nextMessage` has the messages to itself. */
  consumer?: boolean;
  /** More variables for the functions. */
  env?: Record<string, string>;
  /** Where log lines go beside `lines`: to standard output as JSON or for people. Default `none`. */
  log?: "json" | "pretty" | "none";
};

export type TestAws = AsyncDisposable &
  Omit<Runtime, "sqs" | "recycle" | "isBusy" | "interrupt" | "close"> &
  Pick<TestSqs, "inspect" | "waitFor" | "nextMessage" | "fail"> & {
    /**
     * Resolves with the record once the job has ended, which is succeeded, dead or cancelled, and its message has left
     * the queue: it is deleted, or in the dead-letter queue.
     * @throws Error that tells how far it came when the time was up.
     */
    waitForJob: WaitForJob;
    /** What the functions and the local AWS have logged since the start or the last reset, from level `info`. */
    readonly lines: readonly LogLine[];
    /** As just started: no jobs, no messages, no faults. Environments stay warm; a job that still runs is ended. */
    reset(): Promise<void>;
    close(): Promise<void>;
  };

const QUICK = { backoffBaseSeconds: 0.01, backoffCapSeconds: 0.01 };
/** Never: the watchers of a test are called by it. Two looks at the dead-letter queue hide its messages from each other. */
const NEVER_SECONDS = 2_000_000;

export async function startAws(options: StartAwsOptions): Promise<TestAws> {
  const output = createLogOutput({ format: options.log ?? "none" });
  const lines: LogLine[] = [];
  output.listen((line) => lines.push(line));
  const opened: TestCloud[] = [];
  const runtime = await startRuntime({
    app: options.app,
    cloud: async (app, settings) => {
      const cloud = await startTestCloud(app, settings);
      opened.push(cloud);
      return cloud;
    },
    sqsPort: 0,
    apiPort: 0,
    output,
    logLevel: "info",
    alarmSeconds: NEVER_SECONDS,
    overrides: { sweepSeconds: NEVER_SECONDS, recoverSeconds: NEVER_SECONDS, ...QUICK, ...options.settings },
    ...(options.consumer === undefined ? {} : { consumer: options.consumer }),
    ...(options.env ? { env: options.env } : {}),
  });
  const [cloud] = opened;
  if (!cloud) throw new Error("the runtime has started without its cloud");
  const { server } = cloud;
  const {
    recycle: _recycle,
    isBusy: _isBusy,
    interrupt: _interrupt,
    sqs: _sqs,
    close: closeRuntime,
    ...rest
  } = runtime;
  const waitForRecord = createWaitForJob(output, runtime.backend.store);
  const close = () => closeRuntime();
  return {
    ...rest,
    inspect: server.inspect,
    waitFor: server.waitFor,
    nextMessage: server.nextMessage,
    fail: server.fail,
    async waitForJob(job, waitOptions = {}) {
      const ended = await waitForRecord(job, waitOptions);
      const leaves = ended.status === "succeeded" || ended.burn !== undefined;
      const isGone = (messages: InspectedMessage[]) =>
        messages.every(({ messageId }) => messageId !== ended.messageId);
      const { timeoutMs = JOB_TIMEOUT_MS } = waitOptions;
      const queue = cloud.queues[ended.priority ?? "default"] ?? cloud.queues.default;
      if (leaves) await server.waitFor(queue.url, isGone, { timeoutMs });
      return ended;
    },
    lines,
    async reset() {
      // First, so that nothing new begins while the rest is ended.
      await server.reset();
      await endJobs(runtime, cloud);
      // What has ended meanwhile may have sent a message: one in place of its own, or that of another job.
      await server.reset();
      await cloud.clearStore();
      lines.length = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * What is ending anyway is waited for, so that its environment stays warm; what runs a job is ended with it. The job's
 * record goes first: a job whose environment was ended would else be sent again.
 */
async function endJobs({ backend, isBusy, interrupt }: Runtime, { clearStore }: TestCloud): Promise<void> {
  while (isBusy()) {
    const { items } = await backend.store.list({ status: "running", order: "newest", limit: 1 });
    if (items.length > 0) {
      await clearStore();
      await interrupt();
    }
    await pause(1);
  }
}
