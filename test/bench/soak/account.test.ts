// The soak's account refuses what must not be: each fault is planted in a sound run, one at a time.
import { describe, expect, it } from "vitest";
import { judge } from "../../../bench/soak/account.ts";
import { draw } from "../../../bench/soak/draw.ts";
import type { Evidence } from "../../../bench/soak/evidence.ts";
import { Journal } from "../../../bench/soak/journal.ts";
import type { Attempt } from "../../../core/jobs/record/job.ts";
import { makeAttempt } from "../../contracts/job-store/factories.ts";

const ended = (outcome: Attempt["outcome"]) => makeAttempt({ endedAt: 1, outcome });

/** Three accepted jobs: one succeeded after a crash, one dead by its message, one dead without. */
function soundRun() {
  const journal = new Journal();
  const evidence: Evidence = {
    jobs: new Map([
      ["pln_a", { type: "soak:plain", status: "succeeded", attempts: [ended("killed"), ended("succeeded")] }],
      ["dmd_b", { type: "soak:doomed", status: "dead", cause: "permanent", attempts: [ended("failed")] }],
      ["pln_c", { type: "soak:plain", status: "dead", cause: "lost", attempts: [] }],
    ]),
    locks: new Map([["soak:unique#1", "pln_a"]]),
    schedules: [],
    openGroups: [],
    messages: 0,
  };
  const log = (msg: string, fields: object) => journal.note({ msg, ...fields });
  log("job succeeded", { jobId: "pln_a" });
  log("message poisoned", { jobId: "dmd_b", messageId: "m" });
  log("job dead", { jobId: "pln_c" });
  return { journal, log, evidence, accepted: new Set(["pln_a", "dmd_b", "pln_c"]) };
}
type Run = ReturnType<typeof soundRun>;

const judgeRun = ({ accepted, evidence, journal }: Run) => judge(accepted, evidence, journal.logged);
const jobOf = ({ evidence }: Run, id: string) => {
  const job = evidence.jobs.get(id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
};

describe("the account of a soak", () => {
  it("is sound where every job ended once and every dead one was logged", () => {
    const account = judgeRun(soundRun());
    expect(account.claims.filter(({ broken }) => broken.length > 0)).toEqual([]);
    expect(account.isSound).toBe(true);
  });

  it.each<[string, (run: Run) => unknown, string]>([
    ["a job that was accepted and is gone", ({ evidence }) => evidence.jobs.delete("pln_a"), "pln_a"],
    [
      "a job that still runs",
      (run) => Object.assign(jobOf(run, "pln_a"), { status: "running" }),
      "pln_a is running",
    ],
    [
      "a job that nobody knows of, and that never ended",
      ({ evidence }) => evidence.jobs.set("pln_x", { type: "soak:plain", status: "pending", attempts: [] }),
      "pln_x is pending",
    ],
    [
      "a second success on record",
      (run) => jobOf(run, "pln_a").attempts.push(ended("succeeded")),
      "pln_a is succeeded and has 2 successful attempts",
    ],
    [
      "a success of a job that is dead",
      (run) => jobOf(run, "dmd_b").attempts.push(ended("succeeded")),
      "dmd_b is dead and has 1 successful attempts",
    ],
    [
      "a success that was logged twice",
      ({ log }) => log("job succeeded", { jobId: "pln_a" }),
      "logged 2 times",
    ],
    [
      "a logged success of a dead job",
      ({ log }) => log("job succeeded", { jobId: "dmd_b" }),
      "dmd_b is dead",
    ],
    [
      "a dead job that was never logged",
      ({ evidence }) =>
        evidence.jobs.set("dmd_x", { type: "soak:doomed", status: "dead", cause: "killed", attempts: [] }),
      "dmd_x (killed)",
    ],
    [
      "a dead letter that was logged twice",
      ({ log }) => log("message poisoned", { jobId: "dmd_b", messageId: "m" }),
      "m of dmd_b, 2 times",
    ],
    [
      "a lock of a job that goes on",
      ({ evidence }) => {
        evidence.jobs.set("unq_x", { type: "soak:unique", status: "retrying", attempts: [] });
        evidence.locks.set("soak:unique#2", "unq_x");
      },
      "soak:unique#2",
    ],
    ["a schedule", ({ evidence }) => evidence.schedules.push("schedule#soak-a"), "schedule#soak-a"],
    ["a group", ({ evidence }) => evidence.openGroups.push("group#grp_x"), "group#grp_x"],
    ["a message", ({ evidence }) => Object.assign(evidence, { messages: 1 }), "1 messages"],
  ])("refuses %s, and names it", (_, plant, named) => {
    const run = soundRun();
    plant(run);
    const account = judgeRun(run);
    expect(account.isSound).toBe(false);
    expect(account.claims.flatMap(({ broken }) => broken).join("; ")).toContain(named);
    const { accepted, evidence, journal } = run;
    const text = draw({
      ...{ title: "soak", accepted: accepted.size, evidence, logged: journal.logged, account },
      ...{ refused: [], seconds: 1 },
    });
    expect(text).toContain("✗");
    expect(text).toContain(named);
    expect(text.endsWith("NOT SOUND")).toBe(true);
  });

  it.each<[string, (run: Run) => void]>([
    ["the process was killed", ({ journal }) => journal.killed()],
    [
      "the note of it failed",
      ({ log }) =>
        log("chaos: store", {
          fault: "store",
          of: "deadLetters",
          call: "store.putDeadLetter",
          jobId: "dmd_b",
        }),
    ],
    [
      "the inspector crashed",
      ({ log }) => log("chaos: crash", { fault: "crash", of: "deadLetters", where: "…" }),
    ],
  ])(
    "allows a dead letter that was logged again because %s in between, and only once for it",
    (_, between) => {
      const run = soundRun();
      const again = () => run.log("message poisoned", { jobId: "dmd_b", messageId: "m" });
      between(run);
      again();
      expect(judgeRun(run).isSound).toBe(true);
      again();
      expect(judgeRun(run).isSound).toBe(false);
    },
  );

  it("does not take the fault of another job's note for a reason", () => {
    const run = soundRun();
    const call = { fault: "store", of: "deadLetters", call: "store.putDeadLetter", jobId: "another" };
    run.log("chaos: store", call);
    run.log("message poisoned", { jobId: "dmd_b", messageId: "m" });
    expect(judgeRun(run).isSound).toBe(false);
  });
});
