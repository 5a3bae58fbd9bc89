// `npm run bench:pipeline`: jobs that do nothing through this project, BullMQ and Asynq, in one run. `--json`, `--quick`, `--alone`, `--profile FOLDER`.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { asynqSystem, buildAsynq } from "./pipeline/asynq-system.ts";
import { bullmqSystem } from "./pipeline/bullmq-system.ts";
import { measure, type Note } from "./pipeline/measure.ts";
import { hasRedis } from "./pipeline/redis.ts";
import type { System } from "./pipeline/system.ts";
import { thisSystem } from "./pipeline/this-system.ts";
import { printReport } from "./report.ts";
import { median } from "./sqs/statistics.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** A glance, in about two minutes: one round, without the deepest queue. */
    quick: { type: "boolean", default: false },
    /** Without BullMQ and Asynq. */
    alone: { type: "boolean", default: false },
    /** Writes a CPU profile of each of this project's threads there. */
    profile: { type: "string" },
  },
});
const plan = options.quick
  ? { rounds: 1, jobs: 2_000, depths: [1_000, 10_000], deepest: [], pickUps: 100, pickUpSeconds: 5 }
  : { rounds: 3, jobs: 5_000, depths: [1_000, 10_000], deepest: [100_000], pickUps: 200, pickUpSeconds: 10 };

const figures = new Map<string, { name: string; variant: string; unit: string; values: number[] }>();
const noteOf =
  (variant: string): Note =>
  (name, value, unit) => {
    const figure = figures.get(`${variant} ${name}`) ?? { name, variant, unit, values: [] };
    figure.values.push(value);
    figures.set(`${variant} ${name}`, figure);
  };
const report = () =>
  printReport(
    [...figures.values()].map(({ values, ...figure }) => ({ ...figure, value: median(values) })),
    options.json,
  );
const progress = (text: string) => process.stderr.write(`${text}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    progress("cut short: what there is so far");
    report();
    process.exit(130);
  });
}

measureStartInATest();
const systems = openSystems();
for (let round = 1; round <= plan.rounds; round++) {
  const depths = round < plan.rounds ? plan.depths : [...plan.depths, ...plan.deepest];
  // In turn, so that what else the machine does meanwhile meets all of them.
  for (const open of systems) {
    const system = open();
    progress(`round ${round} of ${plan.rounds}: ${system.name}`);
    await measure(noteOf(system.name), system, { ...plan, depths }).catch(async (error: unknown) => {
      progress(`${system.name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
      await system.stop();
    });
  }
}
report();
process.exit();

function openSystems(): (() => System)[] {
  const profiled = options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  const ours = [() => thisSystem("this", profiled)];
  if (options.alone) return ours;
  if (!hasRedis()) {
    progress("BullMQ and Asynq are skipped: there is no redis-server (Debian: apt install redis-server)");
    return ours;
  }
  const bullmq = [() => bullmqSystem("always"), () => bullmqSystem("everysec")];
  const asynq = buildAsynq();
  if ("missing" in asynq) {
    progress(`Asynq is skipped: ${asynq.missing}`);
    return [...ours, ...bullmq];
  }
  const { program } = asynq;
  return [...ours, ...bullmq, () => asynqSystem("always", program), () => asynqSystem("everysec", program)];
}

function measureStartInATest(): void {
  const script = fileURLToPath(new URL("./pipeline/start-aws.ts", import.meta.url));
  const note = noteOf("this");
  for (let start = 0; start < 3; start++) {
    const [whole = Number.NaN, alone = Number.NaN, job = Number.NaN] = JSON.parse(
      execFileSync(process.execPath, [script], { encoding: "utf8", timeout: 60_000 }),
    ) as number[];
    note("startAws in a test, with its import", whole, "ms");
    note("startAws in a test", alone, "ms");
    note("its first job, from enqueue to gone", job, "ms");
  }
}
