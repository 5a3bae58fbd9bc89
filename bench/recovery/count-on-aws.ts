// What recovery asks of DynamoDB and SQS, counted on their stand-ins and priced: a run behind many jobs, and a sweep over many dead letters.
import { recoverJobs } from "../../core/jobs/care/recover.ts";
import { createJobs, measureSweep } from "../cost-depth.ts";
import { costOf, sum } from "../cost-prices.ts";
import { startMeter, type Usage } from "../cost-usage.ts";
import type { Row } from "../report.ts";

const RUNS_A_MONTH = (30 * 86_400) / 60;
const SWEEPS_A_MONTH = (30 * 86_400) / 300;
const HOURS_A_MONTH = 30 * 24;

const requests = ({ dynamo, sqs }: Usage): number => sum(dynamo) + sum(sqs);
/** Without Lambda's time: this machine's stand-ins are not AWS's. */
const dollars = (usage: Usage): number => sum({ ...costOf(usage), "Lambda GB-seconds": 0, logs: 0 });

/** @param counted as many jobs and dead letters are made; @param asked for so many it is computed */
export async function countOnAws(counted: number, asked: { jobs: number; letters: number }): Promise<Row[]> {
  const meter = await startMeter();
  try {
    const { backend } = meter.runtime;
    const recover = (messages: number) => () =>
      recoverJobs({ ...backend, queue: { ...backend.queue, backlog: async () => messages } });
    await createJobs(meter, "queued", counted);
    const behind = await meter.measure(recover(counted));
    await createJobs(meter, "retrying", counted);
    const walking = await meter.measure(recover(0));
    for (let runs = 0; runs < counted / 1_000; runs++) await recover(0)();
    const quiet = await meter.measure(recover(0));
    const { known, unchanged } = await measureSweep(meter, counted);
    const more = asked.letters / counted;

    const of = (variant: string, usage: Usage, timesAMonth: number, factor = 1): Row[] => [
      { name: "requests", variant, value: Math.round(requests(usage) * factor), unit: "requests" },
      { name: "a month of it, at that", variant, value: dollars(usage) * factor * timesAMonth, unit: "USD" },
    ];
    const letters = asked.letters.toLocaleString("en-US");
    return [
      ...of(`AWS: recover, ${counted} jobs wait in the queue (more cost no more)`, behind, RUNS_A_MONTH),
      ...of(
        `AWS: recover, walking through jobs in their backoff (so many a run, however many there are)`,
        walking,
        RUNS_A_MONTH,
      ),
      ...of("AWS: recover, while none can be overdue", quiet, RUNS_A_MONTH),
      ...of(`AWS: the sweep, ${letters} known dead letters, once an hour`, known, HOURS_A_MONTH, more),
      ...of(`AWS: the sweep in between, as many as before`, unchanged, SWEEPS_A_MONTH),
    ];
  } finally {
    await meter.close();
  }
}
