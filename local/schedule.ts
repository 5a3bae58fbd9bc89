// The scheduler: invokes a function at a fixed rate, as EventBridge Scheduler does with `rate(…)`.
import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "./clock.ts";
import type { Log } from "./log.ts";

export type ScheduleOptions = {
  name: string;
  everySeconds: number;
  clock: Clock;
  log: Log;
  action(event: object): Promise<unknown>;
};

/** The first invocation comes one period after the start. A slow invocation does not hold up the next. */
export class Schedule {
  readonly #options: ScheduleOptions;
  #timer: Timer | undefined;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#arm();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(this.#options.everySeconds * 1000, () => {
      this.#arm();
      void this.#fire();
    });
  }

  async #fire(): Promise<void> {
    const { name, clock, log, action } = this.#options;
    try {
      await action({
        version: "0",
        id: randomUUID(),
        "detail-type": "Scheduled Event",
        source: "aws.scheduler",
        account: "000000000000",
        time: new Date(clock.now()).toISOString(),
        region: "us-east-1",
        resources: [`arn:aws:scheduler:us-east-1:000000000000:schedule/default/${name}`],
        detail: "{}",
      });
    } catch (error) {
      log.warn({ err: error, schedule: name }, "scheduled invocation failed");
    }
  }
}
