// What the API does with groups: enqueue, show.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  type Backend,
  enqueueGroup,
  GroupRequest,
  type GroupView,
  getGroup,
  invalidRequest,
} from "../../core/jobs/index.ts";
import { json } from "./json-response.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import type { GroupResponse } from "./views.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** More than the payloads of a group may have together. */
const MOST_BYTES = 512 * 1024;

export async function enqueue(backend: Backend, request: HttpRequest): Promise<Response> {
  refuseParameters(request);
  const parsed = GroupRequest.safeParse(request.json(MOST_BYTES));
  if (!parsed.success) throw invalidRequest(parsed.error);
  const idempotencyKey = request.header("idempotency-key");
  const { groupId, created } = await enqueueGroup(backend, {
    ...parsed.data,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  return json(202, viewGroup(await getGroup(backend, groupId)), {
    location: `/groups/${groupId}`,
    ...(created ? {} : { "idempotent-replayed": "true" }),
  });
}

export async function show(backend: Backend, request: HttpRequest, id: string): Promise<Response> {
  refuseParameters(request);
  return json(200, viewGroup(await getGroup(backend, id)));
}

const iso = (ms: number): string => new Date(ms).toISOString();

const viewGroup = ({
  groupId,
  title,
  createdAt,
  endedAt,
  counts,
  jobs,
  followUps,
}: GroupView): GroupResponse => ({
  id: groupId,
  title,
  createdAt: iso(createdAt),
  ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  counts,
  jobs,
  followUps,
});
