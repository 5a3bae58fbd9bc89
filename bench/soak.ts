// The soak: thousands of jobs under every fault at once, with kill -9 in between. Prints the account, and exits 1 where it is not sound.
import { parseArgs } from "node:util";
import { newSeed } from "../local/chaos.ts";
import { describeMachine } from "./report.ts";
import { soak } from "./soak/run.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    jobs: { type: "string" },
    kills: { type: "string" },
    clients: { type: "string", default: "8" },
    rate: { type: "string", default: "10" },
    seed: { type: "string", default: newSeed() },
    "limit-seconds": { type: "string" },
    log: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const { quick, json, seed } = values;
const { account, refused, drawn, text } = await soak({
  jobs: Number(values.jobs ?? (quick ? 300 : 10_000)),
  kills: Number(values.kills ?? (quick ? 2 : 10)),
  clients: Number(values.clients),
  rate: Number(values.rate),
  seed,
  log: values.log,
  progress: (text) => process.stderr.write(`${text}\n`),
  limitSeconds: Number(values["limit-seconds"] ?? (quick ? 300 : 3_600)),
});
if (json) {
  const { seconds, logged, accepted } = drawn;
  const struck = Object.fromEntries(logged.struck);
  console.log(
    JSON.stringify({ machine: describeMachine(), seed, seconds, accepted, struck, ...account, refused }),
  );
} else console.log(text);
process.exitCode = account.isSound && refused.length === 0 ? 0 : 1;
