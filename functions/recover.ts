// The recover Lambda, every minute: jobs that should have moved and did not are sent again.
import type { Context } from "aws-lambda";
import { type Recovered, recoverJobs } from "../core/jobs/index.ts";
import { metricsText, queueNameOf, recoverMetrics } from "../core/metrics.ts";
import { type FunctionSetup, onAws } from "./backend.ts";

/** Time left for the write that is under way. */
const RESERVE_MS = 5_000;

export function createHandler({ app, backend, environment }: FunctionSetup) {
  const owner = { namespace: app.title, queueName: queueNameOf(environment.queueUrl) };
  return async (_event: unknown, context: Context): Promise<Recovered> => {
    const log = backend.log.child({ requestId: context.awsRequestId });
    const recovered = await recoverJobs(
      { ...backend, log },
      () => context.getRemainingTimeInMillis() > RESERVE_MS,
    );
    if (environment.onAws) {
      process.stdout.write(metricsText(recoverMetrics({ ...owner, at: backend.now(), ...recovered })));
    }
    const moved = recovered.resent + recovered.lost + recovered.failed > 0;
    log[moved ? "info" : "debug"](recovered, "jobs recovered");
    return recovered;
  };
}

export const handler = onAws("recover", createHandler);
