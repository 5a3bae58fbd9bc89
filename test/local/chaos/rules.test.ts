// The grammar of `dev --chaos`, and which rate counts for which job.
import { describe, expect, it } from "vitest";
import { createRates, parseChaos } from "../../../local/chaos/rules.ts";

const TYPES = [
  { name: "briefing:generate", idPrefix: "brf" },
  { name: "deliver:email", idPrefix: "dlv" },
  { name: "under_score", idPrefix: "und" },
];

describe("the rules", () => {
  it("are faults and rates, of all jobs, of a type or of one job", () => {
    expect(parseChaos("throttle=5%, crash@briefing:generate=20%,store@brf_0abc=0.5%,all=1%")).toEqual([
      { kind: "throttle", rate: 0.05 },
      { kind: "crash", scope: "briefing:generate", rate: 0.2 },
      { kind: "store", scope: "brf_0abc", rate: 0.005 },
      { kind: "all", rate: 0.01 },
    ]);
  });

  it.each([
    ["", "give at least one fault and its rate"],
    [" , ", "give at least one fault and its rate"],
    ["crash", "write a fault and its rate, as throttle=5%"],
    ["crash@=5%", "write a fault and its rate"],
    ["crash=5%=6%", "write a fault and its rate"],
    ["crsh=5%", "there is no fault crsh; did you mean crash? (the faults are throttle, "],
    ["store-lost=5%", "did you mean store?"],
    ["crash=5", "5 is no rate; write a percentage from 0% to 100%, as 5% or 0.5%"],
    ["crash=0.05", "0.05 is no rate"],
    ["crash=101%", "101% is no rate"],
    ["crash=-5%", "-5% is no rate"],
    ["crash=1e1%", "1e1% is no rate"],
    ["crash=5%,crash=6%", "there is a rate for crash before it; keep one"],
    ["crash@a:b=5%,crash@a:b=5%", "there is a rate for crash@a:b before it"],
    [
      "receive-empty@briefing:generate=5%",
      "strikes before anybody knows whose message it is; write receive-empty=5%",
    ],
  ])("are refused in one line that says what to write (%s)", (text, problem) => {
    expect(() => parseChaos(text)).toThrow(problem);
    expect(() => parseChaos(text)).toThrow(/^chaos: [^\n]+$/);
  });

  it("name job types and job ids that there can be here", () => {
    const rates = (text: string) => createRates(parseChaos(text), TYPES);
    expect(() => rates("crash@brifing=5%")).toThrow(
      'chaos: "crash@brifing": brifing is no job type and no job id here; the job types are briefing:generate, deliver:email, under_score, and an id is like brf_…',
    );
    expect(() => rates("crash@xyz_0abc=5%")).toThrow("xyz_0abc is no job type");
    for (const scope of ["deliver:email", "under_score", "dlv_0abc"])
      expect(() => rates(`crash@${scope}=5%`)).not.toThrow();
  });
});

describe("the rate of a fault", () => {
  const rateOf = createRates(
    parseChaos("all=1%,crash=2%,crash@briefing:generate=3%,all@deliver:email=4%,crash@brf_1=5%,slow=0%"),
    TYPES,
  );

  it.each([
    ["store", {}, 0.01],
    ["crash", {}, 0.02],
    ["crash", { jobType: "briefing:generate" }, 0.03],
    ["crash", { jobType: "briefing:generate", jobId: "brf_1" }, 0.05],
    ["crash", { jobType: "briefing:generate", jobId: "brf_2" }, 0.03],
    ["crash", { jobType: "deliver:email", jobId: "dlv_1" }, 0.04],
    ["store", { jobType: "briefing:generate", jobId: "brf_1" }, 0.01],
    ["slow", {}, 0],
  ] as const)("is that of the nearest rule (%s of %o: %f)", (kind, about, rate) => {
    expect(rateOf(kind, about)).toBe(rate);
  });

  it("is nothing where no rule is", () => {
    expect(createRates(parseChaos("crash=5%"), TYPES)("store", {})).toBe(0);
  });
});
