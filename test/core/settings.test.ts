// The settings: what follows from the base values, and the relations that AWS or the design need.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BaseSettings, defineSettings, type SettingsOverrides } from "../../core/settings.ts";

describe("the settings by default", () => {
  const settings = defineSettings();

  it("are those of the architecture", () => {
    expect(settings.consumer).toMatchObject({
      timeoutSeconds: 300,
      reservedConcurrency: 5,
      maximumConcurrency: 5,
      batchSize: 1,
      abortMarginSeconds: 10,
    });
    expect(settings.queue).toMatchObject({
      visibilityTimeoutSeconds: 1_800,
      maxReceiveCount: 5,
      retentionSeconds: 8 * 86_400,
      maxBacklog: 10_000,
    });
    expect(settings.deadLetterQueue).toMatchObject({ retentionSeconds: 14 * 86_400 });
    expect(settings.deadLetters).toMatchObject({ sweepSeconds: 300, peekSeconds: 90, maxMessages: 1_000 });
    expect(settings.recover).toMatchObject({ everySeconds: 60, maxResends: 3, overdueSeconds: 1_860 });
    expect(settings.jobs).toMatchObject({
      leaseMarginSeconds: 30,
      maxRequestBytes: 131_072,
      maxStackBytes: 8_192,
      maxItemBytes: 409_600,
      terminalRetentionSeconds: 15 * 86_400,
    });
  });
});

describe("whatever base values a person chooses", () => {
  const seconds = (max: number) => fc.double({ min: 0.01, max, noNaN: true });
  const bases = fc.record<SettingsOverrides>(
    {
      timeoutSeconds: seconds(900),
      concurrency: fc.integer({ min: 2, max: 1_000 }),
      maxReceiveCount: fc.integer({ min: 2, max: 1_000 }),
      backoffBaseSeconds: seconds(60),
      backoffCapSeconds: fc.double({ min: 60, max: 43_200, noNaN: true }),
      sweepSeconds: seconds(3_600),
      recoverSeconds: seconds(3_600),
      recoverMarginSeconds: seconds(3_600),
      progressSeconds: seconds(60),
    },
    { requiredKeys: [] },
  );

  it("everything that follows holds together", () => {
    fc.assert(
      fc.property(bases, (overrides) => {
        const { queue, deadLetterQueue, consumer, recover, jobs, api, deadLetters } =
          defineSettings(overrides);
        expect(queue.visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * consumer.timeoutSeconds);
        expect(Number.isInteger(queue.visibilityTimeoutSeconds)).toBe(true);
        expect(queue.visibilityTimeoutSeconds).toBeLessThanOrEqual(43_200);
        expect(consumer.maximumConcurrency).toBeLessThanOrEqual(consumer.reservedConcurrency);
        // The job is told, may settle, and is recorded, all before Lambda would kill it.
        expect(consumer.abortMarginSeconds).toBeGreaterThan(consumer.settleSeconds);
        expect(consumer.timeoutSeconds).toBeGreaterThan(consumer.abortMarginSeconds);
        // A lease ends while its message is still hidden: the next receive can take it over.
        expect(consumer.timeoutSeconds + jobs.leaseMarginSeconds).toBeLessThanOrEqual(
          queue.visibilityTimeoutSeconds,
        );
        expect(recover.overdueSeconds).toBeGreaterThan(queue.visibilityTimeoutSeconds);
        expect(queue.retentionSeconds).toBeLessThan(deadLetterQueue.retentionSeconds);
        expect(jobs.terminalRetentionSeconds).toBeGreaterThanOrEqual(
          deadLetterQueue.retentionSeconds + 86_400,
        );
        expect(jobs.maxRequestBytes + jobs.maxHistoryBytes).toBeLessThan(jobs.maxItemBytes);
        // Every message of a short queue is run before its job counts as overdue.
        const turns = Math.ceil(recover.shortQueue / consumer.maximumConcurrency);
        expect(turns * consumer.timeoutSeconds).toBeLessThanOrEqual(
          recover.overdueSeconds + consumer.timeoutSeconds,
        );
        expect(api.timeoutSeconds).toBeLessThan(30);
        // A run never meets what it has peeked at itself.
        expect(deadLetters.peekSeconds).toBeGreaterThan(deadLetters.timeoutSeconds);
        // The last message of a full backlog is run, with a day to spare, before it expires.
        const drainSeconds = (queue.maxBacklog * consumer.timeoutSeconds) / consumer.maximumConcurrency;
        expect(drainSeconds + 86_400).toBeLessThanOrEqual(queue.retentionSeconds);
        expect(queue.maxBacklog).toBeGreaterThan(0);
        // The request's time is over before the function's.
        expect(api.backlogReadSeconds + api.reserveSeconds).toBeLessThan(api.timeoutSeconds);
      }),
    );
  });

  it.each([
    [{ timeoutSeconds: 901 }, "timeoutSeconds"],
    [{ timeoutSeconds: 0 }, "timeoutSeconds"],
    [{ timeoutSeconds: Number.NaN }, "timeoutSeconds"],
    [{ concurrency: 1 }, "concurrency"],
    [{ concurrency: 2.5 }, "concurrency"],
    [{ maxReceiveCount: 1 }, "maxReceiveCount"],
    [{ maxBacklog: 0 }, "maxBacklog"],
    [{ backoffCapSeconds: 50_000 }, "backoffCapSeconds"],
    [{ timeoutSecond: 5 }, "timeoutSecond"],
  ])("%j is refused by name", (overrides, name) => {
    expect(() => defineSettings(overrides as SettingsOverrides)).toThrow(name);
  });

  it("a backlog that would outlive the queue's retention is refused: its last messages would expire unseen", () => {
    expect(() => defineSettings({ maxBacklog: 10_081 })).toThrow(
      /maxBacklog × .* \(691260\) must be at most queue\.retentionSeconds \(691200\)/,
    );
    expect(defineSettings({ maxBacklog: 10_080 }).queue.maxBacklog).toBe(10_080);
    expect(defineSettings({ maxBacklog: 20_000, concurrency: 10 }).queue.maxBacklog).toBe(20_000);
  });

  it("a backlog that nobody chose follows what can be run in time", () => {
    expect(defineSettings({ timeoutSeconds: 900 }).queue.maxBacklog).toBe(3_360);
    expect(defineSettings({ timeoutSeconds: 900, concurrency: 50 }).queue.maxBacklog).toBe(10_000);
  });

  it("a relation that does not hold is named, with both values and the remedy", () => {
    expect(() => defineSettings({ backoffBaseSeconds: 100, backoffCapSeconds: 50 })).toThrow(
      /jobs\.backoffBaseSeconds \(100\) must be at most jobs\.backoffCapSeconds \(50\); change/,
    );
  });

  it("have a default each", () => {
    expect(BaseSettings.parse({})).toEqual(BaseSettings.parse(BaseSettings.parse({})));
  });
});
