// `npm run bench:sqs`: the SQS server beside a bare HTTP echo and its peers, then as it fills. `--json`, `--quick`, `--alone`, `--peer NAME=URL`, `--only SECTION`.
import { parseArgs } from "node:util";
import { printReport, type Row } from "./report.ts";
import { durable, echo, fsync, memory, peers, type Running, start } from "./sqs/candidates.ts";
import { measureGrowth, measureHidden } from "./sqs/growth.ts";
import { measureIdle, measureStart } from "./sqs/idle.ts";
import { Load } from "./sqs/load.ts";
import { measureTestKit } from "./sqs/test-kit.ts";
import { measureThroughput, measureWake } from "./sqs/throughput.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** A glance, in about a minute: too short to compare by. */
    quick: { type: "boolean", default: false },
    /** A server that runs already, as `elasticmq=http://127.0.0.1:9324`. */
    peer: { type: "string", multiple: true, default: [] },
    /** Without fauxqs and moto. */
    alone: { type: "boolean", default: false },
    /** `throughput`, `idle`, `test-kit` or `growth`. */
    only: { type: "string" },
  },
});
const plan = options.quick
  ? {
      pairs: 3,
      requests: 4000,
      wakes: 200,
      starts: 3,
      idleSeconds: 5,
      depths: [1000, 10_000, 100_000],
      probes: 1000,
    }
  : {
      pairs: 15,
      requests: 20_000,
      wakes: 1000,
      starts: 9,
      idleSeconds: 10,
      depths: [1000, 10_000, 100_000, 1_000_000],
      probes: 1000,
    };

const rows: Row[] = [];
const others = options.alone ? [] : peers;
const load = new Load();
const progress = (text: string) => process.stderr.write(`${text}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    progress("cut short: what there is so far");
    printReport(rows, options.json);
    process.exit(1);
  });
const wanted = (section: string) => options.only === undefined || options.only === section;

if (wanted("throughput")) {
  const limit = await start(echo);
  for (const candidate of [memory, durable, fsync, ...others]) {
    progress(candidate.name);
    const running = await start(candidate);
    await measureRates(limit, running);
    await running.stop();
  }
  for (const peer of options.peer) {
    progress(peer);
    await measureRates(limit, alreadyRunning(peer));
  }
  await limit.stop();
}
if (wanted("idle")) {
  for (const candidate of [memory, durable, ...others]) {
    progress(`${candidate.name}, idle`);
    rows.push(...(await measureStart(candidate, plan.starts)));
    rows.push(...(await measureIdle(candidate, plan.idleSeconds)));
  }
}
if (wanted("test-kit")) {
  progress("test kit");
  rows.push(...(await measureTestKit(plan.starts)));
}
if (wanted("growth")) {
  progress("growth");
  rows.push(...(await measureGrowth(load, plan.depths, plan.probes)));
  rows.push(...(await measureHidden(load, 100_000, plan.probes)));
}
load.close();
printReport(rows, options.json);

async function measureRates(limit: Running, running: Running): Promise<void> {
  try {
    await measureThroughput(rows, load, limit, running, plan.pairs, plan.requests);
    rows.push(...(await measureWake(load, limit, running, plan.wakes)));
  } catch (error) {
    // moto answers a receive empty now and then although messages wait. The rest of such a peer's rows are missing.
    progress(`${running.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function alreadyRunning(peer: string): Running {
  const [name = "", url = ""] = peer.split("=");
  const port = Number(new URL(url).port);
  return { name, port, slow: undefined, pid: 0, startedMs: Number.NaN, stop: async () => {} };
}
