// The recover Lambda, every minute: makes the runs of schedules, sends scheduled jobs that are due, and sends jobs again that should have moved and did not.
import type { Context } from "aws-lambda";
import {
  checkGroups,
  type RanSchedules,
  type Recovered,
  recoverJobs,
  runSchedules,
  type SentDue,
  sendDue,
} from "../core/jobs/care/index.ts";
import type { Backend } from "../core/jobs/engine.ts";
import { metricsText, queueNameOf, recoverMetrics } from "../core/metrics.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

/** Time left for the write that is under way. */
const RESERVE_MS = 5_000;

type Part<Result> = (backend: Backend, hasTime: () => boolean) => Promise<Result>;
type Done = Recovered & { due: SentDue; schedules: RanSchedules };

export function createHandler({ app, backend, environment }: FunctionSetup) {
  const owner = { namespace: app.title, queueName: queueNameOf(environment.queueUrl) };
  const tell = (recovered: Recovered, log: Backend["log"]): void => {
    if (environment.onAws) {
      process.stdout.write(metricsText(recoverMetrics({ ...owner, at: backend.now(), ...recovered })));
    }
    if (recovered.consumerPaused) log.warn({}, "the consumer is paused, jobs wait");
    const { resent, lost, expired, cancelled, failed } = recovered;
    const moved = resent + lost + expired + cancelled + failed > 0;
    log[moved ? "info" : "debug"](recovered, "jobs recovered");
  };
  return async (_event: unknown, context: Context): Promise<Done> => {
    const log = backend.log.child({ requestId: context.awsRequestId });
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const failed: string[] = [];
    /** What fails in one part keeps no job of the others waiting. The invocation fails all the same: an alarm counts it. */
    const part = async <Result>(name: string, run: Part<Result>): Promise<Result | undefined> => {
      try {
        return await run({ ...backend, log }, hasTime);
      } catch (error) {
        log.error({ err: error, part: name }, "part of recover failed");
        failed.push(name);
        return undefined;
      }
    };
    const schedules = await part("schedules", runSchedules);
    if (schedules && Object.values(schedules).some((runs) => runs > 0)) log.info(schedules, "schedules run");
    const due = await part("due", sendDue);
    if (due && due.sent + due.failed > 0) log.info(due, "scheduled jobs sent");
    await part("groups", checkGroups);
    const recovered = await part("jobs", recoverJobs);
    if (recovered) tell(recovered, log);
    if (recovered && schedules && due && failed.length === 0) return { ...recovered, due, schedules };
    throw new Error(`recover: ${failed.join(", ")} failed; the log says why, and the next run tries again`);
  };
}

export const handler = onAws("recover", createHandler);
