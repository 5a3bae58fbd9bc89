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
import { metricsText, queueNameOf, recoverMetrics } from "../core/metrics.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

/** Time left for the write that is under way. */
const RESERVE_MS = 5_000;

type Done = Recovered & { due: SentDue; schedules: RanSchedules };

export function createHandler({ app, backend, environment }: FunctionSetup) {
  const owner = { namespace: app.title, queueName: queueNameOf(environment.queueUrl) };
  return async (_event: unknown, context: Context): Promise<Done> => {
    const log = backend.log.child({ requestId: context.awsRequestId });
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const schedules = await runSchedules({ ...backend, log }, hasTime);
    if (Object.values(schedules).some((runs) => runs > 0)) log.info(schedules, "schedules run");
    const due = await sendDue({ ...backend, log }, hasTime);
    if (due.sent + due.failed > 0) log.info(due, "scheduled jobs sent");
    await checkGroups({ ...backend, log }, hasTime);
    const recovered = await recoverJobs({ ...backend, log }, hasTime);
    if (environment.onAws) {
      process.stdout.write(metricsText(recoverMetrics({ ...owner, at: backend.now(), ...recovered })));
    }
    if (recovered.consumerPaused) log.warn({}, "the consumer is paused, jobs wait");
    const { resent, lost, expired, cancelled, failed } = recovered;
    const moved = resent + lost + expired + cancelled + failed > 0;
    log[moved ? "info" : "debug"](recovered, "jobs recovered");
    return { ...recovered, due, schedules };
  };
}

export const handler = onAws("recover", createHandler);
