// Snoozes, delays, deadlines, cancellations and the end of a dead job, with a fault at each call to store and queue in turn:
// nothing is lost, no success is doubled, and no cancelled or expired job runs.
import { describe, expect, it } from "vitest";
import type { Backend } from "../../../core/jobs/backend.ts";
import { inspectDeadLetters } from "../../../core/jobs/care/inspect-dead-letters.ts";
import { recoverJobs } from "../../../core/jobs/care/recover.ts";
import { PermanentError, SnoozeError } from "../../../core/jobs/errors.ts";
import { cancelJob, type EnqueueOptions, enqueueByName, type JobContext } from "../../../core/jobs/index.ts";
import { isTerminal } from "../../../core/jobs/record/states.ts";
import { consumeMessage } from "../../../core/jobs/run/consume.ts";
import { type Fault, faultyProcess, type Strike } from "../../support/faulty-calls.ts";
import { obedient } from "../../support/job-runs.ts";
import { createTestBackend } from "../../support/test-backend.ts";
import { settled, turn, useStandingTime } from "../../support/turn-time.ts";

useStandingTime();

type Run = (payload: unknown, context: JobContext) => Promise<unknown>;
const made: Run = async () => "made";

const FAULTS = [
  "refused",
  "answer-lost",
  "dies-before",
  "dies-after",
  "away",
] as const satisfies readonly Fault[];

/** An engine whose store and queue have one fault, at the call of that number, whichever of its processes makes it. */
function createWorld(strike: Strike) {
  const test = createTestBackend();
  const count: { calls: number; mended?: boolean } = { calls: 0 };
  return {
    test,
    /** @returns undefined when it failed, or when the process died. */
    inProcess: <Result>(work: (backend: Backend) => Promise<Result>) =>
      faultyProcess(test.backend, strike, count).run(work),
    calls: () => count.calls,
    /** No fault from here on. */
    mend: () => {
      count.mended = true;
    },
  };
}
type FaultyWorld = ReturnType<typeof createWorld>;

class Scenario {
  readonly world: FaultyWorld;
  /** A minute from the beginning. */
  readonly minute = Date.now() + 60_000;
  readonly starts: number[] = [];
  readonly outcomes: string[] = [];
  /** From here on the job must not start any more. */
  cancelledAt: number | undefined;
  id: string | undefined;
  run: Run = made;
  /** What the job does once the play is over. */
  afterwards: Run = made;

  constructor(world: FaultyWorld) {
    this.world = world;
    world.test.work.run = async (payload, context) => {
      this.starts.push(Date.now());
      if (this.cancelledAt !== undefined) throw new Error("started after its cancellation");
      return await this.run(payload, context);
    };
    world.test.backend.hooks = [
      ...(world.test.backend.hooks ?? []),
      { name: "outcomes", outcome: ({ outcome }) => void this.outcomes.push(outcome) },
    ];
  }

  async enqueue(options: EnqueueOptions = {}) {
    await this.world.inProcess((backend) => enqueueByName(backend, "test:work", { name: "a job" }, options));
    this.id = (await this.world.test.records())[0]?.id;
  }

  /** One receive; `meanwhile` happens while the job runs. */
  async deliver(run: Run, meanwhile: () => Promise<unknown> = settled) {
    const { test, inProcess } = this.world;
    this.run = run;
    const received = test.queues.receive();
    if (!received) return;
    const consumed = inProcess((backend) => consumeMessage(backend, received, test.invocation()));
    await settled();
    await meanwhile();
    let ended = false;
    void consumed.then(() => {
      ended = true;
    });
    // The writes of an attempt's end are tried again after pauses; a job that was not told to stop goes on until its deadline.
    for (let seconds = 0; !ended && seconds < 400; seconds++) await turn(1);
    const outcome = await consumed;
    if (outcome && !outcome.failed) test.queues.remove(received.receiptHandle);
  }

  async cancel() {
    const { id, world } = this;
    if (id === undefined) return;
    if (await world.inProcess((backend) => cancelJob(backend, id))) this.cancelledAt = Date.now();
  }
}

type Check = (scenario: Scenario, status: string) => void;
const scenarios: Record<string, { play(scenario: Scenario): Promise<void>; check: Check }> = {
  "a job that snoozes for a minute, and for an hour": {
    async play(it) {
      await it.enqueue();
      const notYet = (seconds: number) => async () => {
        throw new SnoozeError("not yet", seconds);
      };
      await it.deliver(notYet(60));
      await turn(60);
      await it.deliver(notYet(3_600));
    },
    check: (_, status) => expect(status).toBe("succeeded"),
  },
  "a job with a delay": {
    async play(it) {
      await it.enqueue({ delaySeconds: 60 });
      await turn(60);
      await it.deliver(made);
    },
    check({ starts, minute }, status) {
      expect(status).toBe("succeeded");
      for (const start of starts) expect(start).toBeGreaterThanOrEqual(minute);
    },
  },
  "a job whose message comes after its deadline": {
    async play(it) {
      await it.enqueue({ deadlineAt: it.minute });
      await turn(60);
      await it.deliver(made);
    },
    check({ starts }, status) {
      expect([status, starts]).toEqual(["dead", []]);
    },
  },
  "a job that runs at its deadline": {
    async play(it) {
      await it.enqueue({ deadlineAt: it.minute });
      await it.deliver(obedient, () => turn(60));
    },
    check({ starts, minute }, status) {
      expect(status).toBe("dead");
      for (const start of starts) expect(start).toBeLessThan(minute);
    },
  },
  "a waiting job that is cancelled": {
    async play(it) {
      await it.enqueue();
      await it.cancel();
    },
    check: expectCancelledOrMade,
  },
  "a snoozed job that is cancelled": {
    async play(it) {
      await it.enqueue();
      await it.deliver(async () => {
        throw new SnoozeError("not yet", 3_600);
      });
      await it.cancel();
    },
    check: expectCancelledOrMade,
  },
  "a running job that is cancelled, and obeys": {
    async play(it) {
      await it.enqueue();
      await it.deliver(obedient, async () => {
        await it.cancel();
        await turn(4);
      });
    },
    check: expectCancelledOrMade,
  },
  "a running job that is cancelled, and returns its result at that moment": {
    async play(it) {
      await it.enqueue();
      const gate = Promise.withResolvers<string>();
      await it.deliver(
        () => gate.promise,
        async () => {
          await it.cancel();
          gate.resolve("made");
        },
      );
    },
    check: expectCancelledOrMade,
  },
  "a job that failed for good, to the last receive of its message": {
    async play(it) {
      await it.enqueue();
      const gone = async () => {
        throw new PermanentError("gone");
      };
      for (let receive = 1; receive <= 5; receive++) await it.deliver(gone);
      it.afterwards = gone;
    },
    check: ({ starts, outcomes }, status) => {
      expect(status).toBe("dead");
      // A death that was recorded is the end. One that was not is no end: its job runs again.
      expect(outcomes.filter((outcome) => outcome === "dead").length).toBeLessThanOrEqual(1);
      expect(starts.length).toBeLessThanOrEqual(2);
    },
  },
};

function expectCancelledOrMade({ cancelledAt, outcomes }: Scenario, status: string) {
  if (cancelledAt === undefined) return expect(["cancelled", "succeeded"]).toContain(status);
  expect(status).toBe("cancelled");
  expect(outcomes).not.toContain("succeeded");
}

/** No fault any more: everything that is left comes to its end. */
async function drain(scenario: Scenario) {
  const { test } = scenario.world;
  for (let round = 0; round < 60; round++) {
    const [job] = await test.records();
    if ((!job || isTerminal(job.status)) && test.queues.waiting.length === 0) return;
    for (let left = test.queues.waiting.length; left > 0; left--) await scenario.deliver(scenario.afterwards);
    await turn(600);
    await recoverJobs(test.backend);
    await inspectDeadLetters(test.backend);
  }
  throw new Error("it never came to its end");
}
/** The backlog, the record. After that the job is accepted. */
const CALLS_OF_ENQUEUE = 2;

async function playWith(name: string, strike: Strike) {
  const scenario = new Scenario(createWorld(strike));
  await scenarios[name]?.play(scenario);
  const calls = scenario.world.calls();
  scenario.world.mend();
  await drain(scenario);
  return { scenario, calls };
}

describe.each(Object.keys(scenarios))("%s", (name) => {
  it.each(FAULTS)("whatever call it is that is struck: %s", async (fault) => {
    const { calls } = await playWith(name, { at: Number.POSITIVE_INFINITY, fault });
    expect(calls).toBeGreaterThan(2);
    // The last round has no fault.
    for (let at = 1; at <= calls + 1; at++) {
      const { scenario } = await playWith(name, { at, fault });
      const { test } = scenario.world;
      const [summary] = await test.records();
      // Only a job that was never recorded may be gone: its caller got an error.
      expect(summary !== undefined || at <= CALLS_OF_ENQUEUE).toBe(true);
      if (!summary) continue;
      const job = await test.job(summary.id);
      const said = `${fault}, call ${at} of ${calls}: ${JSON.stringify({ ...job, starts: scenario.starts })}`;
      expect(() => scenarios[name]?.check(scenario, job.status), said).not.toThrow();
      expect(job, said).toMatchObject({ status: expect.toSatisfy(isTerminal) });
      expect(scenario.outcomes.filter((outcome) => outcome === "succeeded").length, said).toBeLessThanOrEqual(
        1,
      );
      const result = await test.store.getResult(job.id);
      expect(result, said).toBe(job.status === "succeeded" ? "made" : undefined);
      if (job.cause === "permanent") expect(test.queues.dead, said).toHaveLength(1);
      test.store.close();
    }
  });
});
