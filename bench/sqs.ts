// `npm run bench:sqs`: the SQS server beside a bare HTTP echo and its peers, then as it fills. Its flags: bench/README.md.
import { printReport, type Row } from "./report.ts";
import {
  connectTo,
  durable,
  echo,
  fsync,
  installedPeers,
  memory,
  type Running,
  start,
} from "./sqs/candidates.ts";
import { measureGrowth, measureHidden } from "./sqs/growth.ts";
import { measureIdle, measureStart } from "./sqs/idle.ts";
import { Load } from "./sqs/load.ts";
import { FULL, parseOptions, QUICK } from "./sqs/options.ts";
import { measureTestKit } from "./sqs/test-kit.ts";
import { measureCandidate } from "./sqs/throughput.ts";

const options = readOptions();
const plan = options.quick ? QUICK : FULL;
const rows: Row[] = [];
const progress = (text: string) => process.stderr.write(`${text}\n`);

// A terminal's Ctrl-C under npm comes twice: from the terminal and from npm. The first one ends the process.
process.on("SIGINT", () => end("cut short", 130));
process.on("SIGTERM", () => end("cut short", 143));
setTimeout(() => end(`the ${plan.runMs / 1000} s of this run are over`, 0), plan.runMs);

const load = new Load();
const others = options.alone ? [] : installedPeers();

if (options.sections.includes("throughput")) {
  const limit = await start(echo);
  for (const candidate of [memory, durable, fsync, ...others]) {
    await attempt(candidate.name, async () => {
      const running = await start(candidate);
      await measure(limit, running).finally(() => running.stop());
    });
  }
  for (const peer of options.peers) {
    await attempt(peer.name, async () => measure(limit, await connectTo(peer)));
  }
  await limit.stop();
}
if (options.sections.includes("idle")) {
  const candidates = [memory, durable, ...others];
  for (const candidate of candidates) {
    await attempt(`${candidate.name}, start`, async () => {
      rows.push(...(await measureStart(candidate, plan.starts)));
    });
  }
  await attempt("idle", async () => {
    rows.push(...(await measureIdle(candidates, plan.idleMs)));
  });
}
if (options.sections.includes("test-kit")) {
  await attempt("test kit", async () => {
    rows.push(...(await measureTestKit(plan.starts)));
  });
}
if (options.sections.includes("growth")) {
  await attempt("growth", async () => {
    await measureGrowth(rows, load, plan.depths);
    await measureHidden(rows, load, plan.hidden);
  });
}
end("", process.exitCode ?? 0);

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`bench:sqs: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

function measure(limit: Running, candidate: Running): Promise<void> {
  return measureCandidate(rows, load, limit, candidate, plan);
}

/** What fails costs its own rows and no others: moto for one answers a receive empty now and then although messages wait. */
async function attempt(name: string, section: () => Promise<void>): Promise<void> {
  progress(name);
  try {
    await section();
  } catch (error) {
    progress(`${name}, the rest of its rows are missing: ${error instanceof Error ? error.message : error}`);
  }
}

/** Prints what there is. The children and their folders go with this process. */
function end(why: string, exitCode: number | string): never {
  if (why) progress(`${why}: what there is so far`);
  printReport(rows, options.json);
  process.exit(exitCode);
}
