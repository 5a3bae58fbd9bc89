// Checks on the queues: that they are there, and that their attributes fit each other and the consumer.
import type { Settings } from "../../../settings.ts";
import type { FunctionFacts, QueueFacts } from "./facts.ts";
import { about, type Finding } from "./finding.ts";

const DEPLOY = "deploy again, or let `dev` make it: its attributes follow core/settings.ts";

/** Lambda's advice is six times the function's timeout. [Lambda: SQS configuration] */
const LEAST_FACTOR = 6;

/** @param consumer undefined where it could not be looked at. */
export function checkQueue(
  queue: QueueFacts,
  dead: QueueFacts | undefined,
  consumer: FunctionFacts | undefined,
  settings: Settings,
): Finding[] {
  const where = `queue ${queue.name}`;
  return [
    about("queue", where).ok("it answers"),
    checkEncryption(queue, where),
    checkVisibility(queue, where, consumer, settings),
    ...checkRetention(queue, where, dead),
    checkRedrivePolicy(queue, where, dead),
    ...checkReceives(queue, where, settings),
  ];
}

/** @param sources those that could be looked at. */
export function checkDeadLetterQueue(dead: QueueFacts, sources: readonly QueueFacts[]): Finding[] {
  const where = `queue ${dead.name}`;
  return [
    about("dead-letter-queue", where).ok("it answers"),
    checkEncryption(dead, where),
    checkAllowPolicy(dead, where, sources),
  ];
}

function checkEncryption({ encrypted }: QueueFacts, where: string): Finding {
  const encryption = about("encryption", where);
  return encrypted
    ? encryption.ok("messages are encrypted at rest")
    : encryption.warning(
        "messages are kept unencrypted",
        `set SqsManagedSseEnabled to true, which costs nothing; ${DEPLOY}`,
      );
}

function checkVisibility(
  { visibilityTimeoutSeconds: visible }: QueueFacts,
  where: string,
  consumer: FunctionFacts | undefined,
  { consumer: { timeoutSeconds } }: Settings,
): Finding {
  const visibility = about("visibility-timeout", where);
  const timeout = consumer?.timeoutSeconds ?? Math.ceil(timeoutSeconds);
  const least = LEAST_FACTOR * timeout;
  const said = `the visibility timeout is ${visible} s, the consumer's timeout ${timeout} s`;
  const remedy = `set VisibilityTimeout to at least ${least}, six times the timeout; ${DEPLOY}`;
  if (visible < timeout) {
    return visibility.fault(`${said}: a job's message comes again while the job still runs`, remedy);
  }
  if (visible < least) {
    return visibility.warning(
      `${said}: less than six times, so a message that Lambda holds while it throttles may come again`,
      remedy,
    );
  }
  return visibility.ok(said);
}

/** On standard queues a dead letter's retention counts from its first send. */
function checkRetention(queue: QueueFacts, where: string, dead: QueueFacts | undefined): Finding[] {
  if (dead === undefined) return [];
  const retention = about("retention", where);
  const said = `messages are kept for ${days(queue)}, dead letters for ${days(dead)} from their first send`;
  return [
    dead.retentionSeconds > queue.retentionSeconds
      ? retention.ok(said)
      : retention.fault(
          `${said}: one that waited long expires among the dead letters before anybody has seen it`,
          `make MessageRetentionPeriod of ${dead.name} longer than that of ${queue.name}; ${DEPLOY}`,
        ),
  ];
}

const days = ({ retentionSeconds }: QueueFacts): string =>
  `${Number((retentionSeconds / 86_400).toFixed(2))} d`;

function checkRedrivePolicy(
  { redrivePolicy }: QueueFacts,
  where: string,
  dead: QueueFacts | undefined,
): Finding {
  const policy = about("redrive-policy", where);
  if (redrivePolicy === undefined) {
    return policy.fault(
      "there is no redrive policy: a poisoned message is received until it expires, and nobody is told",
      `set RedrivePolicy; ${DEPLOY}`,
    );
  }
  const { deadLetterTargetArn: target } = redrivePolicy;
  if (dead !== undefined && target !== dead.arn) {
    return policy.fault(
      `poisoned messages go to ${target}, and alarm, sweep and \`redrive\` look at ${dead.arn}`,
      `set deadLetterTargetArn to ${dead.arn}; ${DEPLOY}`,
    );
  }
  return policy.ok(`poisoned messages go to ${nameIn(target)}`);
}

function checkReceives({ redrivePolicy }: QueueFacts, where: string, { queue }: Settings): Finding[] {
  if (redrivePolicy === undefined) return [];
  const receives = about("max-receive-count", where);
  const { maxReceiveCount: count } = redrivePolicy;
  const wanted = queue.maxReceiveCount;
  const remedy = `set maxReceiveCount to ${wanted}; ${DEPLOY}`;
  // Not `<`: what cannot be read is no number.
  if (!(count >= 2)) {
    return [
      receives.fault(
        `maxReceiveCount is ${count}: one throttled receive, and a job that never ran is a dead letter`,
        remedy,
      ),
    ];
  }
  if (count === wanted) return [receives.ok(`a message is poisoned after ${count} receives`)];
  return [
    receives.warning(
      `maxReceiveCount is ${count}, and the settings say ${wanted}: attempts and receives end at different times`,
      remedy,
    ),
  ];
}

function checkAllowPolicy(
  { redriveAllowPolicy: allowed }: QueueFacts,
  where: string,
  sources: readonly QueueFacts[],
): Finding {
  const policy = about("redrive-allow-policy", where);
  const remedy = `set RedriveAllowPolicy to byQueue with the ARNs of the queues; ${DEPLOY}`;
  if (allowed === undefined || allowed.redrivePermission === "allowAll") {
    return policy.warning("every queue of the account may send its dead letters here", remedy);
  }
  const { redrivePermission, sourceQueueArns } = allowed;
  const refused = sources.filter(
    ({ arn }) => redrivePermission !== "byQueue" || !sourceQueueArns.includes(arn),
  );
  if (refused.length > 0) {
    const names = refused.map(({ name }) => name).join(", ");
    return policy.fault(`it refuses the dead letters of ${names} (${redrivePermission})`, remedy);
  }
  return policy.ok("it takes the dead letters of the queues that are ours, and no others");
}

const nameIn = (arn: string): string => arn.split(":").at(-1) ?? arn;
