// What the API does for an operator: one job, all that match, a payload that is edited, a job that is taken elsewhere.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import {
  type Backend,
  invalidFields,
  invalidRequest,
  VisibleError,
  withRequest,
} from "../../core/jobs/index.ts";
import {
  archiveJob,
  editJob,
  exportJob,
  type FilterWords,
  getBulk,
  importLine,
  listBulk,
  parseFilter,
  previewBulk,
  retryJob,
  startBulk,
  unarchiveJob,
} from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { readQuery, refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewJob } from "./view-job.ts";
import { BulkAsked, viewBulk, viewPreview } from "./view-operate.ts";

type Response = APIGatewayProxyStructuredResultV2;

const flag = z.enum(["true", "false"]).transform((answer) => answer === "true");
const RetryParameters = z.strictObject({
  maxRedrives: z.coerce.number().int().min(0).max(1_000_000).optional(),
  withoutDeadline: flag.optional(),
});
const EditParameters = z.strictObject({ keepSteps: flag.default(false), run: flag.default(false) });
const ImportParameters = z.strictObject({ unfinished: flag.default(false) });

const COUNT_MS = 5_000;
const LISTED = 20;
/** An API Gateway takes 10 MB, and Lambda 6. */
const MOST_IMPORT_BYTES = 5 * 1024 * 1024;
const MOST_BULK_BYTES = 64 * 1024;

export async function retry(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  const { maxRedrives, withoutDeadline } = readQuery(RetryParameters, request);
  const { job, deadLetter } = await retryJob(backend, id, {
    ...(maxRedrives !== undefined && { maxRedrives }),
    ...(withoutDeadline !== undefined && { withoutDeadline }),
  });
  const view = viewJob(await withRequest(backend, job));
  return json(202, { ...view, ...(deadLetter && { deadLetter }) }, { location: `/jobs/${id}` });
}

export async function archive(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  const { job, deadLetter } = await archiveJob(backend, id);
  return json(200, { ...viewJob(await withRequest(backend, job)), deadLetter });
}

export async function unarchive(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewJob(await withRequest(backend, await unarchiveJob(backend, id))));
}

export async function edit(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  const { keepSteps, run } = readQuery(EditParameters, request);
  const payload = request.json(backend.settings.jobs.maxRequestBytes);
  const edited = await editJob(backend, id, payload, { keepSteps });
  if (!run) return json(200, viewJob(edited));
  const { job, deadLetter } = await retryJob(backend, id);
  return json(202, { ...viewJob({ ...job, request: edited.request }), ...(deadLetter && { deadLetter }) });
}

export async function startAll(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  const parsed = BulkAsked.safeParse(request.json(MOST_BULK_BYTES));
  if (!parsed.success) throw invalidRequest(parsed.error);
  const { filter: words, dryRun, ...rest } = parsed.data;
  const asked = {
    ...present(rest),
    operation: rest.operation,
    filter: parseFilter(readWords(words), backend.now()),
  };
  if (dryRun) {
    const endsAt = backend.now() + COUNT_MS;
    return json(200, viewPreview(await previewBulk(backend, asked, () => backend.now() < endsAt)));
  }
  const started = await startBulk(backend, asked);
  return json(202, viewBulk(started), { location: `/bulk/${started.id}` });
}

/** Its own entries, whatever their names: a word that got lost would mean more jobs. @throws VisibleError `invalid-request` */
function readWords(given: unknown): FilterWords {
  const isText = (value: unknown) => typeof value === "string";
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const wrong = Object.entries(isObject ? given : {}).find(
    ([, value]) => !isText(value) && !(Array.isArray(value) && value.every(isText)),
  );
  if (isObject && !wrong) return given as FilterWords;
  const path = wrong ? `filter.${wrong[0]}` : "filter";
  throw invalidFields([
    { path, message: wrong ? "must be a text, or several" : "must be an object of words" },
  ]);
}

const present = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]: Exclude<Fields[Key], undefined>;
  };

export async function showAll(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewBulk(await getBulk(backend, id)));
}

/** The last twenty. `GET /jobs?type=jobs:bulk` has all. */
export async function listAll(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  return json(200, { items: (await listBulk(backend, LISTED)).map(viewBulk) });
}

/** One line of `jobs export`. */
export async function exportOne(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, await exportJob(backend, id));
}

/** @throws VisibleError `invalid-request` for a line that is wrong, `import-conflict` when another job is there. */
export async function importOne(backend: Backend, request: HttpRequest): Promise<Response> {
  const options = readQuery(ImportParameters, request);
  const line = JSON.stringify(request.json(MOST_IMPORT_BYTES));
  const fate = await importLine(backend, line, options);
  if (fate.fate === "refused") throw new VisibleError("invalid-request", fate.message);
  if (fate.fate === "conflict") {
    throw new VisibleError("import-conflict", `${fate.id} is there already, and is another; it stays`);
  }
  return json(fate.fate === "imported" ? 201 : 200, fate);
}
