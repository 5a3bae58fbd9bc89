// `npm run bench:cold-start`: what a cold start of each function reads and how long Node takes to import it, beside a
// handler that only imports the two SDK clients. Bundled as SST does; each import in a fresh process, medians of 10.
// `--trials`: the consumer alone, bundled in other ways (cold-start-trials.ts), medians of 30.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Bundle, bundleFunction } from "./bundle.ts";
import { type Trial, trials } from "./cold-start-trials.ts";
import { printReport, type Row } from "./report.ts";

/** CPU time says the same on a machine that is busy with other things. */
type Import = { wallMs: number; cpuMs: number };

const ROUNDS = process.argv.includes("--trials") ? 30 : 10;
const BASELINE = "two SDK clients";
const sdkOnly = `
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
export const handler = async () => [new SQSClient({}), new DynamoDBClient({})];
`;

const functions: Trial[] = ["api", "consumer", "dead-letters", "recover"].map((name) => ({
  name,
  entry: { file: `functions/${name}.ts` },
}));

const folder = mkdtempSync(path.join(tmpdir(), "cold-start-"));
try {
  const bundles = new Map<string, Bundle & Pick<Trial, "env">>();
  const measured: Trial[] = [
    { name: BASELINE, entry: { name: "sdk", source: sdkOnly } },
    ...(process.argv.includes("--trials") ? trials(folder) : functions),
  ];
  for (const [index, { name, entry, otherwise, env }] of measured.entries()) {
    const bundle = await bundleFunction(entry, path.join(folder, String(index)), otherwise);
    bundles.set(name, { ...bundle, ...(env && { env }) });
  }
  const imports = new Map([...bundles.keys()].map((name) => [name, [] as Import[]]));
  // One round more than counts warms the disk's cache; round by round, so that a busy moment hits all alike.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { file, env }] of bundles) {
      const imported = importInFreshProcess(file, env);
      if (round > 0) imports.get(name)?.push(imported);
    }
  }

  const medianOf = (name: string, of: keyof Import) =>
    median((imports.get(name) ?? []).map((one) => one[of]));
  const rows: Row[] = [...bundles].flatMap(([variant, { startBytes, totalBytes }]) => {
    const ratio = (of: keyof Import) => medianOf(variant, of) / medianOf(BASELINE, of);
    return [
      { name: "bundle read at start", variant, value: startBytes / 1_000, unit: "KB" },
      { name: "bundle, all files", variant, value: totalBytes / 1_000, unit: "KB" },
      { name: "import time", variant, value: medianOf(variant, "wallMs"), unit: "ms" },
      { name: "import CPU time", variant, value: medianOf(variant, "cpuMs"), unit: "ms" },
      { name: `import time ÷ ${BASELINE}`, variant, value: ratio("wallMs"), unit: "×" },
      { name: `import CPU time ÷ ${BASELINE}`, variant, value: ratio("cpuMs"), unit: "×" },
    ];
  });
  printReport(rows.sort((a, b) => a.name.localeCompare(b.name)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As Lambda's runtime does: it imports the file and looks up the handler. Nothing else of this project is in reach. */
function importInFreshProcess(file: string, env: Record<string, string> = {}): Import {
  const script = `
    const cpu = process.cpuUsage(), startedAt = performance.now();
    const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    const wallMs = performance.now() - startedAt, { user, system } = process.cpuUsage(cpu);
    if (typeof handler !== "function") throw new Error("no handler in ${path.basename(file)}");
    process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1_000 }));
    process.exit(0);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: path.dirname(file),
    env: { PATH: process.env.PATH, AWS_REGION: "us-east-1", ...env },
    encoding: "utf8",
  });
  return JSON.parse(output);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
