// What a bulk operation is asked for: one thing that is done to every job that fits a filter.
import * as z from "zod";
import { invalidFields, invalidRequest } from "../field-errors.ts";
import type { JobStatus, JobSummary } from "../record/job.ts";
import { JobFilter } from "../record/job-filter.ts";
import { terminal, waiting } from "../record/states.ts";
import { BULK } from "./bulk-job.ts";

export const BulkOperation = z.enum(["retry", "cancel", "delete", "archive", "unarchive"]);
export type BulkOperation = z.infer<typeof BulkOperation>;

const MOST_CANARIES = 100;

export const BulkRequest = z.strictObject({
  operation: BulkOperation,
  /** Without a status: all that the operation can be done to (`statusesOfBulk`). */
  filter: JobFilter,
  /** So many are done first, and the rest only once all of these have ended well. */
  canary: z.int().min(1).max(MOST_CANARIES).optional(),
  /** Of a retry, as `RetryOptions` says. */
  maxRedrives: z.int().min(0).max(1_000_000).optional(),
  withoutDeadline: z.boolean().optional(),
  /** Of an unarchive: only what was archived in this time (ms), both ends included. */
  archivedSince: z.number().optional(),
  archivedUntil: z.number().optional(),
  /** How many there are, as its caller has counted them: what the progress is told of. */
  expected: z.int().nonnegative().optional(),
});
export type BulkRequest = z.infer<typeof BulkRequest>;

/** To jobs of which statuses each operation can be done, and to which it is done where the filter names none. */
const able: Readonly<Record<BulkOperation, readonly JobStatus[]>> = {
  retry: ["dead", ...waiting],
  cancel: [...waiting, "running"],
  delete: terminal,
  archive: ["dead"],
  unarchive: ["dead"],
};
const meant: Readonly<Record<BulkOperation, readonly JobStatus[]>> = { ...able, retry: ["dead"] };

/** @throws VisibleError `invalid-request`, also when the filter names no status that the operation can be done to. */
export function parseBulk(given: unknown): BulkRequest {
  const parsed = BulkRequest.safeParse(given);
  if (!parsed.success) throw invalidRequest(parsed.error);
  statusesOfBulk(parsed.data);
  return parsed.data;
}

function statusesOfBulk({ operation, filter }: Pick<BulkRequest, "operation" | "filter">): JobStatus[] {
  const { status } = filter;
  const statuses = status ? able[operation].filter((one) => status.includes(one)) : meant[operation];
  if (statuses.length > 0) return [...statuses];
  const message = `${operation} can be done to jobs that are ${able[operation].join(", ")}`;
  throw invalidFields([{ path: "filter.status", message }]);
}

type Asked = Pick<BulkRequest, "operation" | "filter" | "archivedSince" | "archivedUntil">;

/** No bulk operation is meant unless it is named, by its type, its id or what it died of; and none means itself. */
export const isMeant = (request: Asked, job: JobSummary, ownId?: string): boolean => {
  const { filter } = request;
  const isNamed = filter.type?.includes(BULK) || filter.id !== undefined || filter.fingerprint !== undefined;
  return job.id !== ownId && (job.type !== BULK || isNamed) && wasArchivedThen(request, job);
};

export const wasArchivedThen = (
  { archivedSince = 0, archivedUntil = Number.POSITIVE_INFINITY }: Asked,
  { archivedAt = 0 }: Pick<JobSummary, "archivedAt">,
): boolean => archivedAt >= archivedSince && archivedAt <= archivedUntil;

/** The jobs that are meant: none that was made since, and of archived ones only those that are named or asked for. */
export function filterOfBulk(
  request: Pick<BulkRequest, "operation" | "filter">,
  startedAt: number,
): JobFilter {
  const { filter, operation } = request;
  return {
    ...(filter.id === undefined && { archived: false }),
    ...filter,
    ...(operation === "unarchive" && { archived: true }),
    status: statusesOfBulk(request),
    createdBefore: Math.min(filter.createdBefore ?? startedAt, startedAt),
  };
}
