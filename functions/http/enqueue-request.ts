// What every request for a new job has in common: its payload and headers, and the answer 202.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import { type Backend, invalidFields, Priority } from "../../core/jobs/engine.ts";
import type { Enqueued, EnqueueOptions } from "../../core/jobs/enqueue/index.ts";
import { json } from "./json-response.ts";
import { readQuery } from "./query.ts";
import type { HttpRequest } from "./request.ts";

/** W3C trace context; anything else is not passed on. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const Time = z.iso
  .datetime({ offset: true, error: "must be a time with its zone, as 2026-12-24T07:00:00+01:00 or …Z" })
  .transform((text) => new Date(text));

/** The options of `enqueue`, by their names. */
export const EnqueueParameters = z.strictObject({
  delaySeconds: z.coerce.number("must be a number of seconds").optional(),
  processAt: Time.optional(),
  deadlineAt: Time.optional(),
  tenant: z.string().optional(),
  priority: Priority.optional(),
});

/**
 * The body as JSON, which the job type's schema checks; the headers `Idempotency-Key` and `traceparent`, and the
 * parameters.
 * @throws VisibleError `invalid-request` for what the job type refuses beyond its schema.
 */
export function readEnqueue(
  backend: Backend,
  request: HttpRequest,
  typeName: string,
): { payload: unknown; options: EnqueueOptions } {
  const { delaySeconds, processAt, deadlineAt, tenant, priority } = readQuery(EnqueueParameters, request);
  const payload = request.json(backend.settings.jobs.maxRequestBytes);
  const refusals = backend.registry.get(typeName)?.refusals?.(payload) ?? [];
  if (refusals.length > 0) throw invalidFields(refusals);
  const idempotencyKey = request.header("idempotency-key");
  const traceparent = TRACEPARENT.exec(request.header("traceparent") ?? "")?.[0];
  return {
    payload,
    options: {
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
      ...(processAt === undefined ? {} : { processAt }),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(priority === undefined ? {} : { priority }),
    },
  };
}

/** `collection` is `/jobs` or `/briefings`: the job is found there by its id. */
export const accepted = (
  { job, created }: Enqueued,
  view: unknown,
  collection: string,
): APIGatewayProxyStructuredResultV2 =>
  json(202, view, {
    location: `${collection}/${job.id}`,
    ...(created ? {} : { "idempotent-replayed": "true" }),
  });
