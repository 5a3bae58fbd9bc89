// A shop's history and its jobs of today, so that every page has something to show.
import { setTimeout as pause } from "node:timers/promises";
import { enqueueByName, type JobStore } from "../../core/jobs/index.ts";
import { bucketOf } from "../../core/jobs/stats/buckets.ts";
import { bucketName, counterName, sumName } from "../../core/jobs/stats/count-names.ts";
import { type Resolution, secondsOf, slotExpiry, slotName, slotStart } from "../../core/jobs/stats/slots.ts";
import { exampleRequest } from "../../examples/request.ts";
import type { World } from "./world.ts";
import { digest, importFeed, invoice, ping, resize, sync } from "./world-jobs.ts";

/** Jobs a minute in the middle of the day, the part that fails, and the usual times in ms. */
const TYPES = [
  { type: "order:invoice", each: 64, fails: 0.004, waitMs: 40, runMs: 180 },
  { type: "mail:digest", each: 22, fails: 0.09, waitMs: 120, runMs: 900 },
  { type: "image:resize", each: 12, fails: 0.01, waitMs: 300, runMs: 4_200 },
  { type: "crm:sync", each: 8, fails: 0.02, waitMs: 90, runMs: 650 },
];

/** The same history each time: noise is a function of the time. */
const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};
const ofDay = (at: number): number =>
  0.35 + 0.65 * Math.max(0, Math.sin(((at / 3_600_000 - 7) / 24) * 2 * Math.PI));

export async function seedHistory(store: JobStore, now: number): Promise<void> {
  const slots: [Resolution, number][] = [
    ["minute", 62],
    ["hour", 24 * 7 + 1],
    ["day", 91],
  ];
  for (const [resolution, count] of slots) {
    const ms = secondsOf(resolution) * 1_000;
    for (let back = 0; back < count; back++) {
      const at = slotStart(resolution, now - back * ms);
      await store.addCounts(slotName(resolution, at), countsOf(at, ms / 60_000), slotExpiry(resolution, at));
    }
  }
}

function countsOf(at: number, minutes: number): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, count: number) => {
    counts[name] = (counts[name] ?? 0) + count;
  };
  TYPES.forEach(({ type, each, fails, waitMs, runMs }, index) => {
    const busy = (minutes >= 1_440 ? 0.6 : ofDay(at)) * (0.75 + 0.5 * noise(at / 60_000 + index));
    const jobs = Math.round(each * minutes * busy);
    const trouble = noise(Math.floor(at / 900_000) + index * 7) > 0.93 ? 6 : 1;
    const failed = Math.round(jobs * fails * trouble * (0.5 + noise(at / 1_000 + index)));
    add(counterName(type, "succeeded"), jobs - failed);
    add(counterName(type, "failed"), failed);
    add(counterName(type, "retried"), Math.round(failed * 0.8));
    add(counterName(type, "dead"), Math.round(failed * 0.2));
    for (const [time, usual] of [
      ["wait", waitMs],
      ["run", runMs],
    ] as const) {
      for (let tenth = 0; tenth < 10; tenth++) {
        const ms = usual * 2 ** ((tenth - 5) / 2 + noise(at + tenth));
        add(bucketName(type, time, bucketOf(ms)), Math.ceil((jobs * (10 - tenth)) / 55));
        add(sumName(type, time), Math.round((ms * jobs) / 10));
      }
    }
  });
  return counts;
}

/** Jobs in every state. @param examples where the sample sites are. */
export async function seedJobs(world: World, examples: string) {
  const { enqueue, folder, aws, backend } = world;
  const briefing = await enqueueByName(backend, "briefing:generate", exampleRequest(examples));
  const ended = [briefing.job];
  for (const to of ["ada@example.org", "grace@example.org", "mary@example.org"])
    ended.push(await enqueue(digest, { to }));
  for (const account of ["Northwind", "Contoso"]) {
    ended.push(
      await enqueue(sync, { account, error: `account ${account} is not known to the CRM: link it again` }),
    );
  }
  for (let order = 4_801; order <= 4_816; order++) {
    ended.push(
      await enqueue(invoice, { order: String(order), customer: order % 3 === 0 ? "Northwind" : "Contoso" }),
    );
  }
  for (const job of ended) await aws.ended(job);
  const retrying = await enqueue(importFeed, { feed: "https://news.example.org/feed" });
  const running = [
    await enqueue(resize, { image: "harbour-at-dawn.tif", folder, done: 7 }),
    await enqueue(resize, { image: "lighthouse.tif", folder, done: 3 }),
  ];
  await enqueue(ping, { number: 1 }, { delaySeconds: 3_600 });
  await enqueue(ping, { number: 2 }, { processAt: new Date(Date.now() + 86_400_000) });
  const isSettled = async () => {
    const [one, ...others] = await Promise.all([retrying, ...running].map(({ id }) => backend.store.get(id)));
    return one?.status === "retrying" && others.every((job) => job?.progress !== undefined);
  };
  while (!(await isSettled())) await pause(50);
  await aws.functions.deadLetters.invoke({});
  return { briefing: briefing.job, dead: ended[1], running: running[0], retrying };
}
