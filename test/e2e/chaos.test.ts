// Faults at random in the whole system: each kind strikes, is logged, and the jobs survive it.
import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsOverrides } from "../../core/settings.ts";
import { type ChaosKind, parseChaos } from "../../local/chaos.ts";
import { startTestRuntime } from "../support/test-runtime.ts";

/** Visibility 12 s: what is lost without a word comes back in a few seconds. */
const SHORT = { timeoutSeconds: 2, maxReceiveCount: 50, recoverSeconds: 0.5, recoverMarginSeconds: 1 };
/** Nothing depends on how fast the machine is. */
const UNTIMED = { timeoutSeconds: 300, maxReceiveCount: 50, recoverSeconds: 3_600, progressSeconds: 3_600 };

async function start(rules: string, seed: string, overrides: SettingsOverrides = SHORT) {
  const runtime = await startTestRuntime({ overrides, chaos: { rules: parseChaos(rules), seed } });
  onTestFinished(() => runtime.close());
  const { apiUrl, folder, lines, chaos } = runtime;
  /** Asks until it is accepted, as a client does. The same keys give the same ids in every run, so that the same faults strike. */
  const submitOne = async (key: string): Promise<{ id: string }> => {
    for (;;) {
      const response = await fetch(`${apiUrl}/jobs/test:fail-once`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({ folder }),
      });
      if (response.ok) return Object(await response.json());
    }
  };
  const submit = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => submitOne(`job ${index}`)));
  const struck = (kind: ChaosKind) => lines.filter(({ msg }) => msg === `chaos: ${kind}`);
  return { ...runtime, submit, struck, lines, chaos };
}

describe("faults", () => {
  // With seed 7 each of the three strikes the first attempt of two of the eight jobs, whatever else happens.
  it.each<[string, ChaosKind[], string]>([
    ["of SQS", ["throttle", "sqs-unavailable", "send-answer-lost"], "2"],
    ["of the job store", ["store", "store-answer-lost", "slow"], "2"],
    ["of messages", ["receive-empty", "twice", "delete-lost", "start"], "2"],
    ["of environments", ["timeout", "crash", "vanish"], "7"],
  ])("strike, are logged as such, and cost no job (%s)", async (_, kinds, seed) => {
    const { submit, ended, struck, chaos } = await start(kinds.map((kind) => `${kind}=15%`).join(), seed);
    for (const job of await submit(8)) {
      const { status, attempts } = await ended(job);
      expect(status).toBe("succeeded");
      expect(attempts.filter(({ outcome }) => outcome === "succeeded")).toHaveLength(1);
    }
    for (const kind of kinds) {
      expect(struck(kind)[0]).toMatchObject({ level: "warn", fault: kind });
      expect(chaos?.summary()[kind]?.struck).toBe(struck(kind).length);
    }
  });

  it("strike the same jobs at the same places again with the same seed", async () => {
    const places = async () => {
      const { submit, ended, struck } = await start("crash@test:fail-once=40%", "a seed", UNTIMED);
      for (const job of await submit(5)) await ended(job);
      return struck("crash")
        .map(({ jobId, jobType, where }) => `${jobId} ${jobType} ${where}`)
        .sort();
    };
    const first = await places();
    expect(first.length).toBeGreaterThan(0);
    expect(await places()).toEqual(first);
  });

  it("are refused where they cannot strike", async () => {
    await expect(start("crash@test:wrok=5%", "1")).rejects.toThrow(
      "test:wrok is no job type and no job id here",
    );
  });
});
