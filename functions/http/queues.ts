// How the queues are doing, what was counted, and who runs jobs.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import { type Backend, isEnginesOwn } from "../../core/jobs/engine.ts";
import {
  describeQueues,
  lastSlots,
  listWorkers,
  readStats,
  sumByType,
} from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { readQuery, refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewQueues, viewStats, viewWorkers } from "./view-queues.ts";

const isOwn = (type: string | undefined): boolean => type !== undefined && isEnginesOwn(type);

type Response = Promise<APIGatewayProxyStructuredResultV2>;

const OfType = z.strictObject({ type: z.string().optional() });

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-29T08:00:00Z" });
export const StatsParameters = OfType.extend({
  resolution: z.enum(["minute", "hour", "day"]).default("hour"),
  from: time.optional(),
  to: time.optional(),
});

export async function show(backend: Backend, request: HttpRequest): Response {
  const { type } = readQuery(OfType, request);
  return json(200, viewQueues(await describeQueues(backend, { own: isOwn(type) }), type));
}

export async function stats(backend: Backend, request: HttpRequest): Response {
  const { resolution, type, from, to } = readQuery(StatsParameters, request);
  // `to` is left out: a time that begins a slot asks for those before it.
  const usual = lastSlots(resolution, to === undefined ? backend.now() : Date.parse(to) - 1);
  const range = from === undefined ? usual : { ...usual, from: Date.parse(from) };
  const slots = await readStats(backend, { resolution, ...range, own: isOwn(type) });
  return json(200, viewStats(resolution, slots, sumByType(slots), type));
}

export async function workers(backend: Backend, request: HttpRequest): Response {
  refuseParameters(request);
  return json(200, viewWorkers(await listWorkers(backend)));
}
