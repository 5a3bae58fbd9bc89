// The benchmark of a briefing job's steps: what a killed process costs with them and without, and what they cost when nothing happens.
import { generateBriefing, generateBriefingJob } from "../core/briefings/job.ts";
import { createRegistry, enqueue, type JobContext } from "../core/jobs/index.ts";
import { startFakeClaude } from "../test/support/fake-claude.ts";
import { createTestBackend } from "../test/support/test-backend.ts";
import { startWebServer } from "../test/support/web-server.ts";
import { clusters } from "./briefings-texts.ts";
import type { Row } from "./report.ts";

const kills = {
  "no kill": undefined,
  "killed before the reading was kept": { method: "putStep", call: 1 },
  "killed before the answer was kept": { method: "putStep", call: 2 },
  "killed behind the answer": { method: "putResult", call: 1 },
} as const;
type Kill = (typeof kills)[keyof typeof kills];

/** As long as the message of a killed process stays hidden, by the engine's default. */
const visibilityMs = 1_800_000;
const writes = ["create", "update", "putStep", "putResult"] as const;

/** 20 pages, a stand-in for Claude, and the engine with a store in memory; a second attempt where the first is killed. */
export async function stepRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, kill] of Object.entries(kills)) {
    for (const variant of ["with steps", "without"] as const) {
      // Without steps nothing is put: the same moment is the end of the writing.
      if (variant === "without" && kill?.method === "putStep") continue;
      rows.push(...(await measure(name, variant, kill)));
    }
  }
  return rows;
}

async function measure(name: string, variant: "with steps" | "without", kill: Kill): Promise<Row[]> {
  const documents = clusters.flatMap((cluster) => cluster.documents);
  await using claude = await startFakeClaude();
  await using site = await startWebServer((request, response) => {
    const { title = "", text = "" } = documents[Number(request.url?.slice(1))] ?? {};
    const paragraphs = text.split("\n").map((line) => `<p>${line}</p>`);
    if (title === "") response.writeHead(404).end();
    else
      response.end(
        `<html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${paragraphs.join("")}</article></body></html>`,
      );
  });
  await using clock = startClock();
  const test = createTestBackend();
  const type = generateBriefingJob(
    { allowPrivateAddresses: true, anthropicApiKey: "bench", anthropicBaseUrl: claude.url },
    test.backend.cache,
  );
  const { run } = type;
  if (variant === "without")
    type.run = (payload, context) =>
      run(payload, { ...context, step: (async (_, part) => part()) as JobContext["step"] });
  test.backend.registry = createRegistry([type], test.settings);
  const sources = documents.map((_, index) => ({ kind: "article" as const, url: `${site.url}/${index}` }));
  const { job } = await enqueue(test.backend, generateBriefing, {
    topic: "what happened",
    sources: sources.slice(0, 20),
  });

  // A killed process answers nothing until the measurement is over.
  const dead = Promise.withResolvers<void>();
  dead.promise.catch(() => {});
  const attempts: Promise<unknown>[] = [];
  if (kill !== undefined) {
    const killed = Promise.withResolvers<void>();
    for (let earlier = 1; earlier < kill.call; earlier++) test.store.before(kill.method, () => {});
    test.store.before(kill.method, () => {
      killed.resolve();
      return dead.promise;
    });
    const received = test.queues.receive();
    if (received) attempts.push(test.consume(received));
    await killed.promise;
    clock.pass(visibilityMs);
  }
  await test.deliver();
  const { status, steps = [] } = await test.job(job.id);
  if (status !== "succeeded") throw new Error(`the job is ${status}: ${name}, ${variant}`);
  const counted = {
    fetches: site.requests.filter(({ path }) => path !== "/robots.txt").length,
    writes: writes.reduce((sum, method) => sum + test.store.calls(method), 0),
  };
  dead.reject(new Error("killed"));
  await Promise.allSettled(attempts);
  const row = (what: string, value: number, unit: string): Row => ({
    name: `${name}: ${what}`,
    variant,
    value,
    unit,
  });
  return [
    row("fetches", counted.fetches, "pages"),
    row("calls of the model", claude.requests.length, "calls"),
    row("writes to the store", counted.writes, "writes"),
    row(
      "kept in steps",
      steps.reduce((sum, { bytes }) => sum + bytes, 0),
      "bytes",
    ),
  ];
}

/** The engine goes by `Date.now`; half an hour is not waited for. */
function startClock() {
  const { now } = Date;
  let ahead = 0;
  Date.now = () => now() + ahead;
  return {
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
    [Symbol.asyncDispose]: async () => {
      Date.now = now;
    },
  };
}
