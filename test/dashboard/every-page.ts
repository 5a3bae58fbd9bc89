// Every page of the dashboard with something to show, by its name: for the pictures, and for what holds on each of them.
import { enqueueGroup } from "../../core/jobs/index.ts";
import { archiveJob, startBulk } from "../../core/jobs/operate/inspector.ts";
import { seedHistory, seedJobs } from "./demo-data.ts";
import { seedPages } from "./demo-pages.ts";
import type { World } from "./world.ts";
import { sync } from "./world-jobs.ts";

/** @param examples where the sample sites are. @returns addresses below the dashboard. */
export async function everyPage(world: World, examples: string): Promise<Record<string, string>> {
  await seedHistory(world.backend.store, Date.now());
  const { briefing, dead, running, retrying } = await seedJobs(world, examples);
  return {
    overview: "",
    jobs: "/jobs",
    "job-briefing": `/jobs/${briefing.id}`,
    "job-dead": `/jobs/${dead?.id}`,
    "job-running": `/jobs/${running?.id}`,
    "job-retrying": `/jobs/${retrying.id}`,
    "job-edit": `/jobs/${dead?.id}/edit`,
    bulk: "/bulk?operation=retry&type=mail:digest&status=dead",
    "dead-letters": "/dead",
    ...(await seedPages(world, briefing)),
  };
}

/** Those that are in no picture: what is seldom seen must be as good. */
export async function seldomSeen(world: World): Promise<Record<string, string>> {
  const { backend, enqueue, aws } = world;
  const aside = await enqueue(sync, { account: "Initech", error: "account Initech is closed" });
  await aws.ended(aside);
  await archiveJob(backend, aside.id);
  const group = await enqueueGroup(backend, {
    title: "Orders of today",
    jobs: [{ type: "order:invoice", payload: { order: "g1" } }],
    followUps: [{ when: "ended", type: "shop:ping", payload: { number: 3 } }],
  });
  const bulk = await startBulk(backend, { operation: "archive", filter: { fingerprint: ["0123456789ab"] } });
  await aws.ended({ id: bulk.id });
  return {
    "an archived job": `/jobs/${aside.id}`,
    "archived jobs": "/jobs?archived=true",
    "jobs of a filter": "/jobs?status=succeeded&tenant=acme&where=order%3D4801",
    "a filter that is wrong": "/jobs?since=yesterday",
    "a group": `/groups/${group.groupId}`,
    "an operation": `/bulk/${bulk.id}`,
    "an operation on nothing": "/bulk?operation=delete&type=no:such",
    "a new schedule": "/new-schedule",
    runbook: "/runbook",
    "no such page": "/nowhere",
    "no such job": "/jobs/nobody",
  };
}
