// What a record keeps of every attempt, and that it stays small enough for every store.
import { beforeEach, describe, expect, it } from "vitest";
import { PermanentError } from "../../../../core/jobs/errors.ts";
import { describeError } from "../../../../core/jobs/record/attempt-error.ts";
import { trimAttempts, trimRedrives } from "../../../../core/jobs/record/history.ts";
import { defineSettings } from "../../../../core/settings.ts";
import { makeAttempt } from "../../../contracts/job-store/factories.ts";
import { createTestBackend, type TestBackend } from "../../../support/test-backend.ts";
import { START, turn, useStandingTime } from "../../../support/turn-time.ts";

useStandingTime();

const { jobs } = defineSettings();

const withStack = (stack: string) => Object.assign(new Error("failed"), { stack });

describe("an error in the record", () => {
  it("has its name, message, stack with causes, and whether it was permanent", () => {
    const cause = Object.assign(new Error("the cause"), { stack: "Error: the cause\n    at there" });
    const error = Object.assign(new PermanentError("gone", { cause }), {
      stack: "PermanentError: gone\n    at here",
    });
    expect(describeError(error, jobs)).toEqual({
      name: "PermanentError",
      message: "gone",
      permanent: true,
      stack: "PermanentError: gone\n    at here\ncaused by: Error: the cause\n    at there",
    });
  });

  it("ends a chain of causes that goes round", () => {
    const error = withStack("s");
    error.cause = error;
    expect(describeError(error, jobs).stack).toBe(Array(5).fill("s").join("\ncaused by: "));
  });

  it("has its stack cut at 8 KB of UTF-8, never inside a character", () => {
    expect(describeError(withStack("x".repeat(9_000)), jobs).stack).toBe("x".repeat(8_192));
    const { stack = "" } = describeError(withStack(`x${"€".repeat(9_000)}`), jobs);
    expect(stack).toMatch(/^x€+$/);
    expect(Buffer.byteLength(stack)).toBeLessThanOrEqual(8_192);
    expect(Buffer.byteLength(stack)).toBeGreaterThan(8_188);
  });

  it("has a long message cut", () => {
    const { message } = describeError(new Error("m".repeat(100_000)), jobs);
    expect(message).toBe(`${"m".repeat(1_999)}…`);
  });
});

describe("the history of a job", () => {
  let test: TestBackend;
  beforeEach(() => {
    test = createTestBackend();
  });

  /** Five failed attempts and a redrive, again and again. */
  async function redriven(id: string, rounds: number) {
    for (let round = 0; round < rounds; round++) {
      for (let receive = 1; receive <= 5; receive++) {
        await test.deliver();
        await turn(900);
      }
      expect((await test.job(id)).status).toBe("dead");
      test.queues.receive();
      await test.backend.deadLetters.redrive();
    }
  }

  it("keeps every attempt of several rounds, but only the latest stacks", async () => {
    const { id } = await test.submit();
    test.work.run = async () => {
      throw new Error("down");
    };
    await redriven(id, 6);
    const { attempts, redrives } = await test.job(id);
    expect(redrives).toHaveLength(5);
    expect(attempts.map(({ outcome, error }) => ({ outcome, message: error?.message }))).toEqual(
      Array(30).fill({ outcome: "failed", message: "down" }),
    );
    expect(attempts.map(({ error }) => error?.stack !== undefined)).toEqual([
      ...Array(10).fill(false),
      ...Array(20).fill(true),
    ]);
  });

  it("stays below DynamoDB's 400 KB with the largest request, the longest errors, and redrive after redrive", async () => {
    const { id } = await test.submit();
    const request = { name: "n", parts: [{ url: "u".repeat(127 * 1024) }] };
    await test.store.update(id, { set: { request } }, {});
    // What JSON writes in six bytes.
    test.work.run = async () => {
      throw Object.assign(new Error("\u0001".repeat(5_000)), { stack: "\u0001".repeat(20_000) });
    };
    await redriven(id, 6);
    const job = await test.job(id);
    expect(Buffer.byteLength(JSON.stringify(job))).toBeLessThan(400 * 1024);
    expect(job.attempts).toHaveLength(30);
    expect(job.attempts.at(-1)).toMatchObject({ outcome: "failed", error: { stack: expect.any(String) } });
  });
});

describe("a history that is too long", () => {
  const failed = (startedAt: number, character: string) =>
    makeAttempt({
      startedAt,
      endedAt: startedAt,
      outcome: "failed",
      error: {
        name: character.repeat(200),
        message: character.repeat(2_000),
        stack: character.repeat(2_700),
        permanent: false,
      },
    });

  it.each([
    ["letters", "s"],
    ["what JSON escapes", "\u0001"],
    ["three bytes each", "€"],
  ])("of 2,000 failed attempts is cut to 200 KB (%s), the latest kept", (_, character) => {
    const attempts = Array.from({ length: 2_000 }, (_, index) => failed(index, character));
    const trimmed = trimAttempts(attempts, 1_995, jobs);
    expect(Buffer.byteLength(JSON.stringify(trimmed.attempts))).toBeLessThan(jobs.maxHistoryBytes + 2_000);
    expect(trimmed.attempts.length).toBeGreaterThan(40);
    expect(trimmed.attempts.at(-1)).toEqual(attempts.at(-1));
    expect(trimmed.attempts.map(({ startedAt }) => startedAt)).toEqual(
      attempts.slice(-trimmed.attempts.length).map(({ startedAt }) => startedAt),
    );
  });

  it("still counts the attempts of its round, so that the backoff begins anew", () => {
    const attempts = Array.from({ length: 2_000 }, (_, index) => failed(index, "s"));
    const trimmed = trimAttempts(attempts, 1_995, jobs);
    expect(trimmed.attempts.length - trimmed.roundStart).toBe(5);
    expect(trimAttempts(attempts, 0, jobs).roundStart).toBe(0);
  });

  it("keeps the last hundred redrives", () => {
    const redrives = Array.from({ length: 300 }, (_, at) => ({ at, messageId: "m" }));
    expect(trimRedrives(redrives)).toEqual(redrives.slice(200));
  });
});

describe("a history that is short", () => {
  it("is kept as it is", () => {
    const attempts = [makeAttempt({ endedAt: START, outcome: "killed" }), makeAttempt()];
    expect(trimAttempts(attempts, 1, jobs)).toEqual({ attempts, roundStart: 1 });
    expect(trimAttempts([], 0, jobs)).toEqual({ attempts: [], roundStart: 0 });
  });
});
