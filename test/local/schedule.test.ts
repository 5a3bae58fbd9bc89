// The local scheduler: `rate(…)`.
import { describe, expect, it } from "vitest";
import { captureLog } from "../../core/jobs/testing/index.ts";
import { ManualClock } from "../../local/clock.ts";
import { Schedule } from "../../local/schedule.ts";

function start(action: (event: object) => Promise<unknown>) {
  const clock = new ManualClock();
  const logs = captureLog();
  const schedule = new Schedule({ name: "sweep", everySeconds: 300, clock, log: logs.log, action });
  return { clock, logs, schedule };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a schedule", () => {
  it("invokes at its rate, the first time after one period, with EventBridge's event", () => {
    const events: object[] = [];
    const { clock } = start(async (event) => events.push(event));
    clock.advance(299_999);
    expect(events).toEqual([]);
    clock.advance(1);
    expect(events).toEqual([
      expect.objectContaining({
        source: "aws.scheduler",
        "detail-type": "Scheduled Event",
        time: new Date(clock.now()).toISOString(),
        resources: [expect.stringMatching(/sweep$/)],
      }),
    ]);
    clock.advance(900_000);
    expect(events).toHaveLength(4);
  });

  it("does not wait for a slow invocation", () => {
    let begun = 0;
    const { clock } = start(() => {
      begun++;
      return new Promise(() => {});
    });
    clock.advance(900_000);
    expect(begun).toBe(3);
  });

  it("goes on after one that failed", async () => {
    let begun = 0;
    const { clock, logs } = start(async () => {
      begun++;
      throw new Error("throttled");
    });
    clock.advance(300_000);
    await settled();
    expect(logs.one("scheduled invocation failed")).toMatchObject({ level: "warn", schedule: "sweep" });
    clock.advance(300_000);
    expect(begun).toBe(2);
    await settled();
  });

  it("ends when it is closed", () => {
    let begun = 0;
    const { clock, schedule } = start(async () => begun++);
    schedule.close();
    clock.advance(900_000);
    expect(begun).toBe(0);
  });
});
