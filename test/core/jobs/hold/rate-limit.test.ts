// The arithmetic of a rate limit: who may start, who gets which turn.
import { describe, expect, it } from "vitest";
import { NO_TURNS, nextTurn, type Turns } from "../../../../core/jobs/hold/rate-limit.ts";

const TEN_A_MINUTE = { limit: 10, perSeconds: 60 };
const START = Date.UTC(2026, 10, 24, 8, 0, 0);

/** A limit in use: each call is one job that comes at this second. @returns the second of its turn, or "starts". */
function createLimit(rule = TEN_A_MINUTE) {
  let turns: Turns = NO_TURNS;
  return {
    comes(atSeconds: number, waited = false): "starts" | number {
      const next = nextTurn(turns, rule, { now: START + atSeconds * 1000, waited });
      turns = next.turns;
      return next.turnAt === undefined ? "starts" : (next.turnAt - START) / 1000;
    },
    get kept() {
      return turns;
    },
  };
}
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe("a limit of 10 in 60 s", () => {
  it("lets ten start at once, and gives the next ones turns of their own, evenly spread", () => {
    const limit = createLimit();
    expect(times(10, () => limit.comes(0))).toEqual(times(10, () => "starts"));
    expect(times(4, () => limit.comes(0))).toEqual([60, 66, 72, 78]);
  });

  it("gives a thousand jobs a thousand turns, over a hundred minutes", () => {
    const limit = createLimit();
    const turns = times(1_000, () => limit.comes(0)).filter((turn) => turn !== "starts");
    expect(new Set(turns).size).toBe(990);
    expect(turns.at(-1)).toBe(60 + 989 * 6);
  });

  it("lets everybody start at his turn, also when he comes a little too early or too late", () => {
    const limit = createLimit();
    times(10, () => limit.comes(0));
    const turns = times(50, () => limit.comes(0));
    for (const [index, turn] of turns.entries()) {
      const late = [0, 1.4, 0.3, 1.9][index % 4] ?? 0;
      expect(limit.comes(Number(turn) + late, true), `turn ${index}`).toBe("starts");
    }
  });

  it("never lets more than ten start in any minute, by the times that are noted", () => {
    const limit = createLimit();
    const started: number[] = [];
    const waiting = times(200, (index) => index / 20);
    while (waiting.length > 0) {
      waiting.sort((a, b) => a - b);
      const at = waiting.shift() ?? 0;
      const answer = limit.comes(at, at > 10);
      if (answer === "starts") started.push((limit.kept.starts.at(-1) ?? 0) - START);
      else waiting.push(answer);
    }
    expect(started).toHaveLength(200);
    for (const [index, at] of started.entries()) {
      expect((started[index + 10] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(60_000);
    }
  });

  it("lets whoever comes new stand behind those that wait", () => {
    const limit = createLimit();
    times(13, () => limit.comes(0));
    expect(limit.comes(61)).toBe(78);
    expect(limit.comes(61, true)).toBe("starts");
  });

  it("begins a new line when turns pass unused: their jobs were cancelled", () => {
    const limit = createLimit();
    times(100, () => limit.comes(0));
    expect(limit.comes(75)).toBe(600);
    expect(times(10, () => limit.comes(77))).toEqual(times(10, () => "starts"));
    expect(limit.comes(77)).toBe(137);
  });

  it("holds after a pause: those whose turns have passed start at the limit's pace", () => {
    const limit = createLimit();
    times(100, () => limit.comes(0));
    const answers = times(90, () => limit.comes(3_600, true));
    expect(answers.slice(0, 10)).toEqual(times(10, () => "starts"));
    expect(answers.slice(10, 13)).toEqual([3_660, 3_666, 3_672]);
    expect(new Set(answers.slice(10)).size).toBe(80);
  });

  it("keeps no more than ten starts", () => {
    const limit = createLimit();
    for (let at = 0; at < 500; at++) limit.comes(at * 7);
    expect(limit.kept.starts).toHaveLength(10);
  });
});

it("a limit that was lowered by a deploy holds at once; one that was raised lets more start", () => {
  const starts = times(10, (second) => START + second * 1000);
  const now = START + 10_000;
  const lowered = nextTurn({ starts, lastTurn: 0 }, { limit: 2, perSeconds: 60 }, { now, waited: false });
  expect(lowered.turnAt).toBe(START + 68_000);
  const raised = nextTurn({ starts, lastTurn: 0 }, { limit: 20, perSeconds: 60 }, { now, waited: false });
  expect(raised.turnAt).toBeUndefined();
});

it("a limit of one in a second gives turns of a second each", () => {
  const limit = createLimit({ limit: 1, perSeconds: 1 });
  expect(times(4, () => limit.comes(0))).toEqual(["starts", 1, 2, 3]);
});
