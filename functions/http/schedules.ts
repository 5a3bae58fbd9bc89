// What the API does with schedules: make or change, list, show, run now, pause, resume, delete.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  type Backend,
  deleteSchedule,
  getSchedule,
  invalidFields,
  listSchedules,
  pauseSchedule,
  putScheduleByName,
  resumeSchedule,
  runScheduleNow,
  ScheduleDefinition,
  showSchedule,
  withRequest,
} from "../../core/jobs/index.ts";
import { json } from "./json-response.ts";
import { PageParameters, readQuery, refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewJob } from "./view-job.ts";
import { viewSchedule } from "./view-schedule.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** The body is more than the payload by what says when. */
const DEFINITION_BYTES = 4_096;

/** The body says all of the schedule: what it leaves out has its default. */
export async function put(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const definition = request.json(backend.settings.jobs.maxRequestBytes + DEFINITION_BYTES);
  refuse(backend, definition);
  const { created, held } = await putScheduleByName(backend, id, definition);
  const view = viewSchedule(await showSchedule(backend, held));
  return created ? json(201, view, { location: `/schedules/${encodeURIComponent(id)}` }) : json(200, view);
}

/** @throws VisibleError `invalid-request` for what the job type refuses beyond its schema. */
function refuse({ registry }: Backend, definition: unknown): void {
  const { data } = ScheduleDefinition.safeParse(definition);
  const refusals = (data && registry.get(data.type)?.refusals?.(data.payload)) ?? [];
  if (refusals.length === 0) return;
  throw invalidFields(refusals.map(({ path, message }) => ({ path: `payload.${path}`, message })));
}

const ListParameters = PageParameters.omit({ status: true });

export async function list(backend: Backend, request: HttpRequest): Promise<Response> {
  const { limit, cursor } = readQuery(ListParameters, request);
  const page = await listSchedules(backend, { limit, ...(cursor === undefined ? {} : { cursor }) });
  return json(200, { ...page, items: page.items.map(viewSchedule) });
}

export async function show(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewSchedule(await getSchedule(backend, id)));
}

export async function remove(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  await deleteSchedule(backend, id);
  return { statusCode: 204 };
}

export async function pause(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewSchedule(await showSchedule(backend, await pauseSchedule(backend, id))));
}

export async function resume(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewSchedule(await showSchedule(backend, await resumeSchedule(backend, id))));
}

/** Answers with the job. */
export async function run(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const job = await withRequest(backend, await runScheduleNow(backend, id));
  return json(202, viewJob(job), { location: `/jobs/${job.id}` });
}
