// Reads the query of a request by a schema.
import * as z from "zod";
import { invalidRequest, JobStatus } from "../../core/jobs/engine.ts";
import type { HttpRequest } from "./request.ts";

/** @throws VisibleError `invalid-request`, also for a parameter that the route does not know. */
export function readQuery<T>(schema: z.ZodType<T>, request: HttpRequest): T {
  const parsed = schema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error);
}

const NoParameters = z.strictObject({});

/** @throws VisibleError `invalid-request` when the request has a parameter. */
export const refuseParameters = (request: HttpRequest): void => void readQuery(NoParameters, request);

export const PageParameters = z.strictObject({
  status: JobStatus.optional(),
  limit: z.coerce.number("must be a whole number from 1 to 100").int().min(1).max(100).default(20),
  cursor: z.string().optional(),
});
