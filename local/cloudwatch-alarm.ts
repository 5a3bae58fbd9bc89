// The CloudWatch alarm on the dead-letter queue: it looks at the queue's depth and acts on a change of state only.
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Clock, Timer } from "./clock.ts";
import type { Log } from "./log.ts";
import { Outage } from "./outage.ts";
import type { SqsClient } from "./sqs/in-process-client.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export type CloudWatchAlarmOptions = {
  client: SqsClient;
  queueUrl: string;
  queueName: string;
  everySeconds: number;
  clock: Clock;
  log: Log;
  /** Called with the alarm's event when the alarm changes to ALARM. */
  action(event: object): Promise<unknown>;
};

/** Visible + NotVisible > 0: a peek, which only hides messages, does not disturb it. */
export class CloudWatchAlarm {
  readonly #options: CloudWatchAlarmOptions;
  readonly #outage: Outage;
  #timer: Timer | undefined;
  #state: AlarmState = "INSUFFICIENT_DATA";
  #closed = false;

  constructor(options: CloudWatchAlarmOptions) {
    this.#options = options;
    const { queueUrl, clock, log } = options;
    this.#outage = new Outage({ name: "dead-letter queue", fields: { queueUrl }, clock, log });
    this.#arm();
  }

  /** `second-app-dead-not-empty` */
  get name(): string {
    return `${this.#options.queueName}-not-empty`;
  }

  get state(): AlarmState {
    return this.#state;
  }

  /** Looks once; called by the clock every `everySeconds`. */
  async evaluate(): Promise<void> {
    const depth = await this.#depth();
    if (depth === undefined || this.#closed) return;
    const previous = this.#state;
    this.#state = depth > 0 ? "ALARM" : "OK";
    if (this.#state === previous || this.#state !== "ALARM") return;
    try {
      await this.#options.action(this.#event(previous, depth));
    } catch (error) {
      // The function has logged its own failure. The sweep will look at the queue again.
      this.#options.log.warn({ err: error }, "alarm action failed");
    }
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(this.#options.everySeconds * 1000, () => {
      void this.evaluate().then(() => {
        if (!this.#closed) this.#arm();
      });
    });
  }

  async #depth(): Promise<number | undefined> {
    const { client, queueUrl } = this.#options;
    try {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
      );
      this.#outage.answered();
      return (
        Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
      );
    } catch (error) {
      if (!this.#closed) this.#outage.failed(error);
      return undefined;
    }
  }

  /** As CloudWatch sends it to a Lambda action. */
  #event(previous: AlarmState, depth: number): object {
    const alarmName = this.name;
    const timestamp = new Date(this.#options.clock.now()).toISOString();
    const reason = `Threshold Crossed: 1 datapoint [${depth}.0] was greater than the threshold (0.0).`;
    return {
      source: "aws.cloudwatch",
      alarmArn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${alarmName}`,
      accountId: "000000000000",
      time: timestamp,
      region: "us-east-1",
      alarmData: {
        alarmName,
        state: { value: "ALARM", reason, timestamp },
        previousState: { value: previous, timestamp },
        configuration: { description: `messages in ${this.#options.queueName}` },
      },
    };
  }
}
