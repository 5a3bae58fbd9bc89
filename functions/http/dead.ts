// What the API says and does of what died: the inbox, the messages in the dead-letter queue, and redrives of all of it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, invalidFields } from "../../core/jobs/index.ts";
import {
  clearDeadLetters,
  deadInbox,
  deleteLetter,
  getLetter,
  listLetters,
  parseFilter,
  withToldQueue,
} from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { PageParameters, readQuery, refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import { viewInbox, viewLetter, viewMove } from "./view-operate.ts";

type Response = APIGatewayProxyStructuredResultV2;

const Page = PageParameters.pick({ limit: true, cursor: true });
/** The words that messages are found by; `id` is a job's. */
const LETTER_WORDS = ["id", "type", "cause", "fingerprint"];

const IN_INBOX = "is no filter of the inbox: it has dead jobs alone, and none that is archived";

/** An answer within seconds, however long the queue is. */
function timeFor(backend: Backend): () => boolean {
  const endsAt = backend.now() + backend.settings.deadLetters.lookSeconds * 1000;
  return () => backend.now() < endsAt;
}

export async function inbox(backend: Backend, request: HttpRequest): Promise<Response> {
  const { cursor, ...words } = request.query;
  const { status, archived, ...filter } = parseFilter(words, backend.now());
  const never = Object.entries({ status, archived }).filter(([, given]) => given !== undefined);
  if (never.length > 0) throw invalidFields(never.map(([path]) => ({ path, message: IN_INBOX })));
  const hasTime = timeFor(backend);
  const found = await deadInbox(backend, { filter, hasTime, ...(cursor !== undefined && { cursor }) });
  return json(200, viewInbox(found));
}

export async function letters(backend: Backend, request: HttpRequest): Promise<Response> {
  const words = Object.entries(request.query).filter(([word]) => LETTER_WORDS.includes(word));
  const rest = Object.entries(request.query).filter(([word]) => !LETTER_WORDS.includes(word));
  const { limit, cursor } = readQuery(Page, { ...request, query: Object.fromEntries(rest) });
  const { id: jobId, type, cause, fingerprint } = parseFilter(Object.fromEntries(words), backend.now());
  const page = await listLetters(
    backend,
    {
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(jobId && { jobId }),
      ...(type && { type }),
      ...(cause && { cause }),
      ...(fingerprint && { fingerprint }),
    },
    timeFor(backend),
  );
  return json(200, { ...page, items: page.items.map(viewLetter) });
}

export async function showLetter(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewLetter(await getLetter(backend, id, timeFor(backend))));
}

export async function removeLetter(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  await deleteLetter(backend, id, timeFor(backend));
  return { statusCode: 204 };
}

export async function tidy(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  return json(200, await clearDeadLetters(backend, { hasTime: timeFor(backend) }));
}

export async function redrive(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  return json(202, { messages: await withToldQueue(backend).deadLetters.redrive() });
}

export async function redrives(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  return json(200, { items: (await withToldQueue(backend).deadLetters.redrives()).map(viewMove) });
}

export async function cancelRedrive(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  return json(200, { cancelled: await withToldQueue(backend).deadLetters.cancelRedrive() });
}
