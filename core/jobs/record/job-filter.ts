// Which jobs are meant: the filter that search, lists and operations on all that match share, and whether a job fits it.
import { createHash } from "node:crypto";
import * as z from "zod";
import { fingerprintOf } from "./fingerprint.ts";
import { DeadCause, type Job, JobStatus, time } from "./job.ts";
import { holdsText, isText } from "./search-text.ts";

const MOST_VALUES = 100;
const MOST_PATHS = 20;
const MOST_CHARACTERS = 500;

const text = z.string().min(1).max(MOST_CHARACTERS);
const anyOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(MOST_VALUES);

/** A record of zod would leave the path `__proto__` out, and the filter would mean more jobs than were asked for. */
const Where = z.custom<Readonly<Record<string, string>>>(
  (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    const fits = (part: unknown) => typeof part === "string" && part.length <= MOST_CHARACTERS;
    return (
      entries.length <= MOST_PATHS &&
      entries.every(([path, wanted]) => path !== "" && fits(path) && fits(wanted))
    );
  },
  { error: `must be at most ${MOST_PATHS} paths, each with a text of at most ${MOST_CHARACTERS} characters` },
);

/** Every field that is given must hold; of a list one of its values. A filter without fields means every job. */
export const JobFilter = z.strictObject({
  id: anyOf(text).optional(),
  type: anyOf(text).optional(),
  /** Of none of these types. */
  exceptType: anyOf(text).optional(),
  status: anyOf(JobStatus).optional(),
  tenant: text.optional(),
  /** Why it is dead. */
  cause: anyOf(DeadCause).optional(),
  /** Whether an operator has put it aside (`operate/archive-job.ts`). */
  archived: z.boolean().optional(),
  /** Of its failure (`fingerprint.ts`). */
  fingerprint: anyOf(text).optional(),
  /** Stands in its id, its title, an error's name or message, or a value of its payload, in upper or lower case. */
  text: z.string().max(MOST_CHARACTERS).refine(isText, "needs a character that is no space").optional(),
  /** Times in ms. `After` includes the time itself, `Before` does not. */
  createdAfter: time.optional(),
  createdBefore: time.optional(),
  /** Jobs that have not ended do not fit. */
  endedAfter: time.optional(),
  endedBefore: time.optional(),
  /**
   * Values of the payload by their paths, `topic` or `sources.0.url`. A number, a boolean or null is compared by its JSON
   * text.
   */
  where: Where.optional(),
});
export type JobFilter = z.infer<typeof JobFilter>;

/** Whether the payload is needed to tell. */
export const needsRequest = ({ text, where }: JobFilter): boolean =>
  text !== undefined || (where !== undefined && Object.keys(where).length > 0);

/**
 * @param request of a job whose request is in an item of its own.
 * @returns false for a job whose data was deleted.
 */
export function matchesFilter(filter: JobFilter, job: Job, request: unknown = job.request): boolean {
  if (job.deletedAt !== undefined || !matchesIndexed(filter, job)) return false;
  if (filter.fingerprint && !filter.fingerprint.includes(fingerprintOf(job) ?? "")) return false;
  for (const [path, wanted] of Object.entries(filter.where ?? {})) {
    if (valueAt(request, path) !== wanted) return false;
  }
  return filter.text === undefined || holdsText(job, request, filter.text);
}

type Indexed = Pick<
  Job,
  "id" | "type" | "status" | "tenant" | "cause" | "archivedAt" | "createdAt" | "endedAt"
>;

/** The part of the filter that an index of the store may tell alone. */
export function matchesIndexed(filter: JobFilter, job: Indexed): boolean {
  if (filter.id && !filter.id.includes(job.id)) return false;
  if (filter.type && !filter.type.includes(job.type)) return false;
  if (filter.exceptType?.includes(job.type)) return false;
  if (filter.status && !filter.status.includes(job.status)) return false;
  if (filter.tenant !== undefined && filter.tenant !== job.tenant) return false;
  if (filter.cause && (job.cause === undefined || !filter.cause.includes(job.cause))) return false;
  if (filter.archived !== undefined && filter.archived !== (job.archivedAt !== undefined)) return false;
  return (
    isWithin(job.createdAt, filter.createdAfter, filter.createdBefore) &&
    isWithin(job.endedAt, filter.endedAfter, filter.endedBefore)
  );
}

function isWithin(at: number | undefined, after: number | undefined, before: number | undefined): boolean {
  if (after === undefined && before === undefined) return true;
  return at !== undefined && (after === undefined || at >= after) && (before === undefined || at < before);
}

/** The JSON text of a scalar, a string as it is; undefined for what is not there, an object or an array. */
function valueAt(request: unknown, path: string): string | undefined {
  let value = request;
  for (const key of path.split(".")) {
    // Own properties alone: `__proto__` and `constructor` name fields like any other.
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? undefined : JSON.stringify(value);
}

const times: readonly string[] = ["createdAfter", "createdBefore", "endedAfter", "endedBefore"];

/** What a cursor of a search is good for: this filter alone, whatever its times: `since: 1h` is another at each page. */
export function searchScope(filter: JobFilter): string {
  const fields = Object.entries(filter)
    .filter(([name, value]) => value !== undefined && !times.includes(name))
    .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value] as const)
    .map(([name, value]) => [name, name === "where" ? Object.entries(value).sort() : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return `search ${createHash("sha256").update(JSON.stringify(fields)).digest("base64url").slice(0, 16)}`;
}
