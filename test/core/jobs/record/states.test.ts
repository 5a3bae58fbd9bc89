// The states of a job: every move, legal or not.
import { describe, expect, it } from "vitest";
import { JobStatus } from "../../../../core/jobs/record/job.ts";
import {
  isTerminal,
  move,
  terminal,
  transitions,
  unfinished,
  waiting,
} from "../../../../core/jobs/record/states.ts";

const statuses = JobStatus.options;

/** Written down again from the architecture, so that the table cannot change by accident. */
const legal = new Set([
  "scheduled → queued",
  "scheduled → cancelled",
  "scheduled → dead",
  "pending → queued",
  "pending → running",
  "pending → cancelled",
  "pending → dead",
  "queued → pending",
  "queued → running",
  "queued → cancelled",
  "queued → dead",
  "running → running",
  "running → succeeded",
  "running → retrying",
  "running → dead",
  "running → cancelled",
  "retrying → running",
  "retrying → cancelled",
  "retrying → dead",
  "dead → running",
  "dead → queued",
]);

const moves = statuses.flatMap((from) => statuses.map((to) => ({ from, to, name: `${from} → ${to}` })));

describe("the transitions of a job", () => {
  it.each(moves.filter(({ name }) => legal.has(name)))("$name is legal", ({ from, to }) => {
    expect(transitions[from]).toContain(to);
    expect(move([from], to)).toEqual({ set: { status: to }, when: { status: [from] } });
  });

  it.each(moves.filter(({ name }) => !legal.has(name)))("$name is refused", ({ from, to }) => {
    expect(() => move([from], to)).toThrow(`no transition from ${from} to ${to}`);
  });

  it("a move from several states is refused when one of them does not allow it", () => {
    expect(move(["pending", "queued"], "running").when.status).toEqual(["pending", "queued"]);
    expect(() => move(["queued", "succeeded"], "running")).toThrow("succeeded");
  });

  it("every state is either unfinished or terminal, never both", () => {
    expect([...unfinished, ...terminal].sort()).toEqual([...statuses].sort());
    for (const status of statuses) expect(isTerminal(status)).toBe(terminal.includes(status));
  });

  it("what waits is unfinished and not running", () => {
    expect([...waiting].sort()).toEqual(unfinished.filter((status) => status !== "running").sort());
  });

  it("nothing leaves succeeded and cancelled; only a redrive and a retry leave dead", () => {
    expect(transitions.succeeded).toEqual([]);
    expect(transitions.cancelled).toEqual([]);
    expect(transitions.dead).toEqual(["running", "queued"]);
  });
});
