// Checks on the consumer: its event source mappings, its function, and the two limits of its concurrency.
import type { Settings } from "../../../settings.ts";
import type { FunctionFacts, MappingFacts, QueueFacts } from "./facts.ts";
import { type About, about, type Finding } from "./finding.ts";

const DEPLOY = "deploy again: the stack declares it (stacks/consumer.ts)";

/** @param queues those that could be looked at. */
export function checkMappings(
  mappings: readonly MappingFacts[],
  queues: readonly QueueFacts[],
  settings: Settings,
): Finding[] {
  const disabled = mappings.filter(({ state }) => state.startsWith("Disabl"));
  return [
    ...queues
      .filter(({ arn }) => !mappings.some(({ queueArn }) => queueArn === arn))
      .map(({ name }) =>
        about("mapping", `queue ${name}`).fault(
          "no event source mapping reads it: its jobs never run",
          DEPLOY,
        ),
      ),
    ...mappings.flatMap((mapping) => checkMapping(mapping, settings)),
    ...checkSwitch(mappings, disabled),
  ];
}

const placeOf = ({ uuid, queueArn }: MappingFacts): string =>
  `event source mapping ${uuid} of ${queueArn.split(":").at(-1)}`;

function checkMapping(mapping: MappingFacts, settings: Settings): Finding[] {
  const where = placeOf(mapping);
  return [
    about("mapping", where).ok(`it is ${mapping.state.toLowerCase()}`),
    checkReports(mapping, about("partial-responses", where)),
    checkBatch(mapping, about("batch-size", where), settings),
    checkMaximum(mapping, about("maximum-concurrency", where)),
  ];
}

const checkReports = ({ reportsBatchItemFailures }: MappingFacts, partial: About): Finding =>
  reportsBatchItemFailures
    ? partial.ok("failed messages are reported one by one")
    : partial.fault(
        "ReportBatchItemFailures is off: Lambda deletes the message of a job that has failed, and the job is not retried",
        `set FunctionResponseTypes to ["ReportBatchItemFailures"]; ${DEPLOY}`,
      );

const checkBatch = ({ batchSize }: MappingFacts, batch: About, { consumer }: Settings): Finding =>
  batchSize === consumer.batchSize
    ? batch.ok(`messages in a batch: ${batchSize}`)
    : batch.warning(
        `messages in a batch: ${batchSize}; a slow job holds up the others of its batch, within one timeout`,
        `set BatchSize to ${consumer.batchSize}; ${DEPLOY}`,
      );

const checkMaximum = ({ maximumConcurrency }: MappingFacts, maximum: About): Finding =>
  maximumConcurrency === undefined
    ? maximum.fault(
        "there is no MaximumConcurrency: Lambda receives messages that it cannot run, and each throttled receive counts",
        `set ScalingConfig.MaximumConcurrency; ${DEPLOY}`,
      )
    : maximum.ok(`at most ${maximumConcurrency} jobs at once`);

function checkSwitch(mappings: readonly MappingFacts[], disabled: readonly MappingFacts[]): Finding[] {
  if (mappings.length === 0) return [];
  const paused = about("consumer-paused", "the consumer");
  if (disabled.length === 0) return [paused.ok("it receives")];
  if (disabled.length === mappings.length) {
    return [paused.warning("it is paused: jobs are taken in and none runs", "`resume`")];
  }
  const names = disabled.map(placeOf).join(", ");
  return [
    paused.fault(
      `${disabled.length} of ${mappings.length} mappings are disabled: ${names}`,
      "`resume` enables all of them, `pause` disables all",
    ),
  ];
}

/** Reserved concurrency below what the mappings may start throttles receives; none reserved lets other functions take it. */
export function checkFunction(
  fn: FunctionFacts,
  mappings: readonly MappingFacts[],
  settings: Settings,
): Finding[] {
  const where = `function ${fn.name}`;
  const running = about("consumer-function", where);
  const limit = about("maximum-concurrency", where);
  const together = mappings.reduce((sum, { maximumConcurrency = 0 }) => sum + maximumConcurrency, 0);
  const { reservedConcurrency: reserved, timeoutSeconds, trouble } = fn;
  const wanted = Math.ceil(settings.consumer.timeoutSeconds);
  return [
    trouble === undefined
      ? running.ok(`it can run, for at most ${timeoutSeconds} s`)
      : running.fault(
          `it cannot run: ${trouble}`,
          "mend or roll back, as the runbook says of a start that fails",
        ),
    ...(timeoutSeconds === wanted
      ? []
      : [
          running.warning(
            `its timeout is ${timeoutSeconds} s, and the settings say ${wanted} s`,
            "deploy again, or use the checkout that was deployed",
          ),
        ]),
    checkReserve(limit, together, reserved),
  ];
}

function checkReserve(limit: About, together: number, reserved: number | undefined): Finding {
  if (reserved === undefined)
    return limit.ok(`the mappings start at most ${together} at once; none is reserved`);
  if (together <= reserved) {
    return limit.ok(`the mappings start at most ${together} at once, and ${reserved} are reserved`);
  }
  return limit.fault(
    `the mappings start up to ${together} jobs at once, and ${reserved} are reserved: the rest is throttled, and each throttled receive counts against its message`,
    `reserve at least ${together}, or lower MaximumConcurrency; ${DEPLOY}`,
  );
}
