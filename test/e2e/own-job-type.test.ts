// A job type of one's own, the README's, is one file and its line in core/registry.ts: then it is known everywhere.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsIn, wordsOf } from "../support/commands.ts";

/** The one file, as the README shows it. */
function fileOfReadme(): { path: string; source: string } {
  const [, path = "", source = ""] =
    /```ts\n\/\/ (core\/\S+)\n(.*?)```/s.exec(readFileSync("README.md", "utf8")) ?? [];
  if (source === "")
    throw new Error("README.md shows no file of a job type: a block that begins with its path");
  return { path, source };
}

/** A copy of the project, since the tests beside this one run the code that is changed here. */
const folder = mkdtempSync(join(tmpdir(), "briefings-own-type-"));
let dev: ChildProcess;
let api: string;
let sqsPort: string;

beforeAll(async () => {
  for (const part of ["cli", "core", "dashboard", "functions", "local", "package.json"]) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const { path, source: job } = fileOfReadme();
  mkdirSync(join(folder, dirname(path)));
  writeFileSync(join(folder, path), job);
  const registry = join(folder, "core/registry.ts");
  const source = readFileSync(registry, "utf8");
  const changed = source.replace(/\n\];\n$/, "\n  monthlyReport,\n];\n");
  if (changed === source) throw new Error("core/registry.ts does not end with its list of job types");
  writeFileSync(registry, `import { monthlyReport } from "./reports/monthly.ts";\n${changed}`);

  const args = ["cli/main.ts", "dev", "--port", "0", "--sqs-port", "0", "--no-watch"];
  dev = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LOG_LEVEL: "info" },
  });
  if (!dev.stderr) throw new Error("its standard error is piped");
  let said = "";
  for await (const line of createInterface({ input: dev.stderr })) {
    said += `${line}\n`;
    if (line.includes("Try:")) break;
  }
  if (!said.includes("Try:")) throw new Error(`dev did not start: ${said}`);
  const urlOf = (name: string) => new RegExp(`^ *${name} +(http://[\\w.:]+)`, "m").exec(said)?.[1] ?? "";
  [api, sqsPort] = [urlOf("API"), new URL(urlOf("SQS")).port];
});
afterAll(async () => {
  const exit = once(dev, "exit");
  dev.kill("SIGKILL");
  await exit;
  rmSync(folder, { recursive: true, force: true });
});

type Finished = { code: number; stdout: string; stderr: string };

/** A verb of the copy's command line. */
const briefings = (...args: string[]): Promise<Finished> =>
  new Promise((resolve) => {
    const words = ["cli/main.ts", ...args, "--sqs-port", sqsPort];
    execFile(process.execPath, words, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

async function ask(method: string, path: string, body?: object) {
  const response = await fetch(`${api}${path}`, {
    method,
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

describe("a job type that was added", () => {
  it("is enqueued over HTTP and on the command line, and found with its steps and its result", async () => {
    const { status, json } = await ask("POST", "/jobs/report:monthly", { month: "2026-11" });
    expect([status, json.title]).toEqual([202, "Report 2026-11"]);
    const payload = '{"month":"2026-12"}';
    const waited = await briefings("jobs", "enqueue", "report:monthly", "--payload", payload, "--wait");
    expect(waited).toMatchObject({ code: 0, stderr: expect.stringContaining("succeeded") });
    expect(JSON.parse(waited.stdout)).toEqual({ month: "2026-12", words: 750 });

    const { items } = (await ask("GET", "/jobs?type=report:monthly")).json;
    expect(items.map(({ title }: { title: string }) => title)).toEqual(["Report 2026-12", "Report 2026-11"]);
    expect((await ask("GET", `/jobs/${items[0].id}`)).json).toMatchObject({
      status: "succeeded",
      payload: { month: "2026-12" },
      steps: [{ name: "count" }],
      result: { month: "2026-12", words: 750 },
    });
  });

  it("has its payload checked, over HTTP and on the command line", async () => {
    const refused = await ask("POST", "/jobs/report:monthly", { month: "November" });
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ path: "month" }] } });
    const { code, stderr } = await briefings("jobs", "enqueue", "report:monthly", "--payload", "{}");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^briefings: month: /)]);
  });

  it("is described by the OpenAPI document, payload and result", async () => {
    const { paths, components } = (await ask("GET", "/openapi.json")).json;
    expect(paths["/jobs/report:monthly"].post.requestBody.content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/report.monthly.payload",
    });
    expect(components.schemas["report.monthly.payload"]).toMatchObject({
      properties: { month: { type: "string" }, pages: { type: "integer", default: 3 } },
      required: ["month"],
    });
    expect(components.schemas["report.monthly.result"]).toMatchObject({ required: ["month", "words"] });
  });

  it("is listed, shown and told by the command line", async () => {
    const types = await briefings("jobs", "types");
    expect(types.stdout).toMatch(/^report:monthly +rep_… +3 +60 s +month, pages\?$/m);
    const list = await briefings("jobs", "list", "--type", "report:monthly", "--json");
    const [job] = JSON.parse(list.stdout).items;
    const shown = await briefings("jobs", "show", job.id);
    expect(shown.stderr).toMatch(/^count +\d{4}-.* +3 bytes$/m);
    expect(JSON.parse(shown.stdout)).toEqual({ month: "2026-12", words: 750 });
  });

  const section =
    readFileSync("README.md", "utf8").split("## A job type of your own")[1]?.split(/^## /m)[0] ?? "";
  const lines = commandsIn(section);

  it("has its commands in the README", () => {
    expect(lines).toContain("npx briefings jobs list --type report:monthly");
  });

  it.each(lines)("is what this command of the README is for: %s", async (line) => {
    writeFileSync(join(folder, "months.jsonl"), '{"month":"2027-01"}\n{"month":"2027-02"}\n');
    const waiting = [
      "jobs",
      "enqueue",
      "report:monthly",
      "--payload",
      '{"month":"2027-03"}',
      "--delay",
      "600",
      "--json",
    ];
    const id = line.includes("rep_…") ? JSON.parse((await briefings(...waiting)).stdout).id : "";
    const { code, stderr } = await briefings(...wordsOf(line).map((word) => word.replace("rep_…", id)));
    expect({ code, stderr }).toEqual({ code: 0, stderr });
  });
});
