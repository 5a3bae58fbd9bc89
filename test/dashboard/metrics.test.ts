// `/metrics`: what Prometheus reads, by a parser of its own here and by Prometheus's own in Python where there is one.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { enqueue, StoreError } from "../../core/jobs/index.ts";
import { bucketName, counterName, sumName } from "../../core/jobs/stats/count-names.ts";
import { RESOLUTIONS, slotExpiry, slotName } from "../../core/jobs/stats/slots.ts";
import type { DashboardOptions } from "../../dashboard/index.ts";
import { toText } from "../../dashboard/metrics/exposition.ts";
import { askDashboard, echo, ORIGIN } from "./ask.ts";
import { parseMetrics } from "./parse-metrics.ts";

const TOKEN = "a-long-token-of-the-api";

function scraped(options: Partial<DashboardOptions> = {}) {
  const asked = askDashboard(options);
  const { backend } = asked.kit;
  const scrape = async (init: RequestInit = {}) =>
    await asked.dashboard.fetch(new Request(`${ORIGIN}/metrics`, init));
  return {
    ...asked,
    scrape,
    text: async () => await (await scrape()).text(),
    async count(counts: Record<string, number>) {
      const at = backend.now();
      for (const resolution of RESOLUTIONS)
        await backend.store.addCounts(slotName(resolution, at), counts, slotExpiry(resolution, at));
    },
  };
}

/** The value of a series; undefined where there is none. */
function valueIn(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const series = parseMetrics(text).flatMap((family) => family.series);
  return series.find(
    (one) =>
      one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  )?.value;
}

const runs = (bucket: number, times: number, sumMs: number) => ({
  [counterName("test:echo", "succeeded")]: times,
  [bucketName("test:echo", "run", bucket)]: times,
  [sumName("test:echo", "run")]: sumMs,
});

describe("/metrics", () => {
  it("is Prometheus's text format, with a help and a type for each family", async () => {
    const { scrape, count } = scraped();
    await count(runs(40, 3, 3_000));
    const response = await scrape();
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    const families = parseMetrics(await response.text());
    for (const { help, type } of families) {
      expect(help).not.toBe("");
      expect(["counter", "gauge", "histogram"]).toContain(type);
    }
  });

  it("has no two families of one name, also for readers that leave a counter's _total out", async () => {
    const { text, count } = scraped();
    await count(runs(40, 3, 3_000));
    const names = parseMetrics(await text()).map(({ name, type }) =>
      type === "counter" ? name.replace(/_total$/, "") : name,
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("has Asynq's names for what means the same", async () => {
    const { text, count, kit } = scraped();
    await enqueue(kit.backend, echo, { say: "one" });
    await enqueue(kit.backend, echo, { say: "later" }, { delaySeconds: 3_600 });
    await count({ [counterName("test:echo", "succeeded")]: 4, [counterName("test:echo", "failed")]: 2 });
    const metrics = await text();
    const asynq = (name: string, labels = {}) => valueIn(metrics, name, { queue: "shop", ...labels });
    expect({
      pending: asynq("asynq_tasks_enqueued_total", { state: "pending" }),
      scheduled: asynq("asynq_tasks_enqueued_total", { state: "scheduled" }),
      active: asynq("asynq_tasks_enqueued_total", { state: "active" }),
      size: asynq("asynq_queue_size"),
      processed: asynq("asynq_tasks_processed_total"),
      failed: asynq("asynq_tasks_failed_total"),
      paused: asynq("asynq_queue_paused_total"),
    }).toEqual({ pending: 1, scheduled: 1, active: 0, size: 2, processed: 6, failed: 2, paused: 0 });
    expect(asynq("asynq_queue_latency_seconds")).toBeGreaterThanOrEqual(0);
  });

  it("counts on from flush to flush", async () => {
    const { text, count } = scraped();
    const seen: (number | undefined)[] = [];
    for (let flush = 0; flush < 3; flush++) {
      await count(runs(40, 2, 2_000));
      seen.push(valueIn(await text(), "jobs_succeeded_total", { type: "test:echo" }));
    }
    expect(seen).toEqual([2, 4, 6]);
  });

  it("has histograms whose buckets are cumulative, the same at every time, and end with all", async () => {
    const { text, count } = scraped();
    await count(runs(8, 1, 4));
    const bounds = async () =>
      parseMetrics(await text())
        .find(({ name }) => name === "jobs_run_seconds")
        ?.series.filter(({ name }) => name.endsWith("_bucket"))
        .map(({ labels, value }): [string, number] => [labels.le ?? "", value]);
    const before = await bounds();
    await count(runs(40, 2, 2_000));
    const after = await bounds();
    expect(after?.map(([le]) => le)).toEqual(before?.map(([le]) => le));
    expect(after?.map(([, value]) => value)).toEqual(
      after?.map(([, value]) => value).toSorted((a, b) => a - b),
    );
    expect(Object.fromEntries(after ?? [])).toMatchObject({
      "0.002": 0,
      "0.004": 1,
      "0.512": 1,
      "1.024": 3,
      "+Inf": 3,
    });
    const metrics = await text();
    expect(valueIn(metrics, "jobs_run_seconds_count", { type: "test:echo" })).toBe(3);
    expect(valueIn(metrics, "jobs_run_seconds_sum", { type: "test:echo" })).toBe(2.004);
  });

  it("escapes what a label may hold", () => {
    const type = 'a"b\\c\nd<script>';
    const family = {
      name: "jobs_x",
      type: "gauge",
      help: "one\ntwo\\",
      samples: [{ labels: { type }, value: 1 }],
    } as const;
    expect(parseMetrics(toText([family]))[0]?.series[0]?.labels.type).toBe(type);
  });

  it("asks for the token where one is set", async () => {
    const { scrape } = scraped({ tokens: [TOKEN] });
    const status = async (authorization?: string) =>
      (await scrape(authorization ? { headers: { authorization } } : {})).status;
    expect([await status(), await status("Bearer wrong"), await status(`Bearer ${TOKEN}`)]).toEqual([
      401, 401, 200,
    ]);
    expect(await (await scrape()).text()).not.toContain("asynq_");
  });

  it("is read only", async () => {
    const response = await scraped().scrape({ method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("says that the store is out of reach, and is there again with it", async () => {
    const { scrape, kit } = scraped();
    kit.store.fail("getCounts", { error: new StoreError("store-locked", "jobs.sqlite is locked") });
    const response = await scrape();
    expect([response.status, await response.text()]).toEqual([503, "jobs.sqlite is locked"]);
    kit.store.mend();
    expect((await scrape()).status).toBe(200);
  });
});

it("docs/metrics.md names what there is, and all of it", async () => {
  const { text, count } = scraped();
  await count(runs(8, 1, 4));
  const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const named = new Set(page.match(/`(?:asynq|jobs)_\w+/g)?.map((name) => name.slice(1)));
  const there = parseMetrics(await text()).map(({ name }) => name);
  expect([...named].sort()).toEqual(
    [...there, "jobs_workers", "asynq_queue_memory_usage_approx_bytes"].toSorted(),
  );
});

describe("the dashboard for Grafana", () => {
  const file = readFileSync(new URL("../../docs/dashboard/grafana.json", import.meta.url), "utf8");

  it("asks for metrics that there are, and for no others", async () => {
    const { text, count } = scraped();
    await count(runs(8, 1, 4));
    const names = new Set(parseMetrics(await text()).flatMap(({ series }) => series.map(({ name }) => name)));
    const asked = new Set(file.match(/\b(?:asynq|jobs)_\w+/g));
    // Without a worker there is no series of it.
    expect([...asked].filter((name) => !names.has(name) && name !== "jobs_workers")).toEqual([]);
    expect(asked.size).toBeGreaterThan(10);
  });

  it("is what Grafana imports: each panel has a place, a unit and a question", () => {
    const { panels, templating } = JSON.parse(file);
    expect(templating.list.map(({ name }: { name: string }) => name)).toEqual([
      "datasource",
      "queue",
      "type",
    ]);
    for (const { gridPos, targets, fieldConfig } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      expect(targets.length).toBeGreaterThan(0);
      expect(fieldConfig.defaults.unit).toBeTypeOf("string");
    }
  });
});

/** The variable names a Python that has the package, where it is not the usual one. */
const python = process.env.PROMETHEUS_PYTHON ?? "python3";
const hasClient = (() => {
  try {
    execFileSync(python, ["-c", "import prometheus_client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const READ = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([[f.name, f.type, len(f.samples)] for f in text_string_to_metric_families(sys.stdin.read())]))
`;

describe("prometheus_client's own parser", () => {
  it.skipIf(!hasClient)("reads the same families, with as many samples", async () => {
    const { text, count } = scraped();
    await count(runs(8, 1, 4));
    const metrics = await text();
    const theirs: [string, string, number][] = JSON.parse(
      execFileSync(python, ["-c", READ], { input: metrics, encoding: "utf8" }),
    );
    // It calls a counter by its name without `_total`.
    const ours = parseMetrics(metrics).map(({ name, type, series }) => [
      type === "counter" ? name.replace(/_total$/, "") : name,
      type,
      series.length,
    ]);
    expect(theirs).toEqual(ours);
  });
});
