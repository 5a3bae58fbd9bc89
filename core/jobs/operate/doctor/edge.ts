// Checks on what stands around the queue: the API's token, the clocks, and the release that runs.
import type { Settings } from "../../../settings.ts";
import type { ApiFacts, ClockFacts, ReleaseFacts } from "./facts.ts";
import { about, type Finding } from "./finding.ts";

export function checkApi({ name, hasToken, onlyLoopback }: ApiFacts): Finding {
  const token = about("api-token", name);
  if (hasToken) return token.ok("it asks for a token");
  if (onlyLoopback) return token.ok("it asks for no token, and only this machine reaches it");
  return token.fault(
    "API_TOKEN is not set: whoever reaches the API may enqueue, cancel and delete",
    "`npx sst secret set ApiToken …` and deploy; here: set API_TOKEN, or leave --host away",
  );
}

/** HTTP's `Date` has whole seconds, and the answer took its time. */
const EXACT_MS = 2_000;

export function checkClock({ of, aheadMs }: ClockFacts, { jobs }: Settings): Finding {
  const clock = about("clock", `this machine, against ${of}`);
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= EXACT_MS) return clock.ok("the clocks agree");
  const said = `this machine's clock is ${seconds} s ${aheadMs > 0 ? "ahead" : "behind"}`;
  const remedy = "set it by NTP: `timedatectl set-ntp true`";
  return seconds > jobs.leaseMarginSeconds
    ? clock.fault(`${said}: leases and backoffs of a worker here end at the wrong time`, remedy)
    : clock.warning(`${said}: times that this command prints are off by as much`, remedy);
}

/** @param ours the release of the code that asks. */
export function checkReleases(parts: readonly ReleaseFacts[], ours: string): Finding[] {
  const others = parts.filter(({ release }) => release !== undefined && release !== ours);
  const silent = parts.filter(({ release }) => release === undefined);
  const findings = [
    ...others.map(({ name, release }) =>
      about("release", name).warning(
        `it runs release ${release}, and this command is of ${ours}`,
        "use the checkout that was deployed, or deploy this one",
      ),
    ),
    ...silent.map(({ name }) =>
      about("release", name).unknown(
        "it does not say which release it runs",
        "deploy again: later releases say it",
      ),
    ),
  ];
  if (findings.length > 0) return findings;
  return [about("release", "the functions").ok(`all run release ${ours}, as this command does`)];
}
