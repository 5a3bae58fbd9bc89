// Searches the table: the lists of the index are read in their order, and records only where the index cannot tell whether a job fits.
import type { FoundPage, Job, JobSummary, SearchQuery } from "../jobs/engine.ts";
import { jobListKey, summaryOf } from "../jobs/engine.ts";
import {
  type Candidate,
  foldText,
  isBetween,
  type JobFilter,
  matchesFilter,
  matchesIndexed,
  rangeOf,
  searchBounds,
  searchPage,
} from "../jobs/operate/inspector.ts";
import { createItemAccess, type DynamoOptions } from "./dynamo-item-access.ts";
import {
  fromJson,
  type Item,
  itemToJob,
  itemToSummary,
  jobKey,
  requestKey,
  toNumber,
  toText,
} from "./dynamo-items.ts";
import { firstReadOf } from "./dynamo-lists.ts";
import { listsOf } from "./dynamo-places.ts";
import { type Filter, oneOf, openIndexRange } from "./dynamo-range.ts";
import { INDEX, KEY } from "./dynamo-table.ts";

type Found = Candidate & { summary: JobSummary | undefined };

/** Records that are read side by side. */
const PARALLEL = 25;
/** Read of one key of the index at once: with 72 keys side by side more would fill a small function. */
const MOST_READ = 500;

export async function searchTable(options: DynamoOptions, query: SearchQuery): Promise<FoundPage> {
  const { filter, order } = query;
  const { read } = createItemAccess(options);

  /** Undefined also for one whose data was deleted, and for one that a newer release wrote: what it holds is not known. */
  async function recordOf(id: string): Promise<Job | undefined> {
    const item = await read(jobKey(id));
    const job = item && readable(item);
    return job?.deletedAt === undefined ? job : undefined;
  }

  async function requestOf({ id, requestHash, request, requestBytes }: Job): Promise<unknown> {
    if (requestBytes === undefined) return request;
    return fromJson((await read(requestKey(id, requestHash)))?.value);
  }

  async function judge({ id, summary }: Found): Promise<JobSummary | undefined> {
    if (!summary) return undefined;
    if (isToldByIndex(filter, summary)) return matchesIndexed(filter, summary) ? summary : undefined;
    const job = await recordOf(id);
    if (!job) return undefined;
    // The payload is read last: it may be large.
    const { text: _, where: __, ...rest } = filter;
    if (!matchesFilter(rest, job)) return undefined;
    return matchesFilter(filter, job, await requestOf(job)) ? summaryOf(job) : undefined;
  }

  async function byIds(ids: readonly string[]): Promise<Found[]> {
    const bounds = { scheduled: searchBounds(query, true), others: searchBounds(query, false) };
    const jobs = (await Promise.all([...new Set(ids)].map(recordOf))).filter((job) => job !== undefined);
    return jobs.flatMap((job) => {
      const key = jobListKey(job);
      const between = job.status === "scheduled" ? bounds.scheduled : bounds.others;
      return between && isBetween(key, between) ? [{ key, id: job.id, summary: summaryOf(job) }] : [];
    });
  }

  const ranges = filter.id ? [rangeOf(await byIds(filter.id), order)] : openRanges(options, query);
  return await searchPage<Found>(
    { ranges, batch: PARALLEL, judge: (candidates) => Promise.all(candidates.map(judge)) },
    query,
  );
}

function openRanges(options: DynamoOptions, query: SearchQuery) {
  const { filter, order } = query;
  const { keys, shared } = listsOf(filter.status);
  const filters = indexFilters(filter, shared);
  return keys.flatMap((key) => {
    const bounds = searchBounds(query, key.startsWith("scheduled#"));
    if (!bounds) return [];
    const range = { order, ...bounds, filters };
    const read = { firstRead: firstReadOf(query.limit, keys), mostRead: MOST_READ };
    return [openIndexRange(options, toText(key), range, read, candidates)];
  });
}

function readable(item: Item): Job | undefined {
  try {
    return itemToJob(item);
  } catch {
    return undefined;
  }
}

const candidates = {
  make(item: Item): Found {
    const summary = itemToSummary(item);
    const id = item[KEY]?.S?.slice("job#".length) ?? "";
    return { key: item[INDEX.rangeKey]?.S ?? "", id, summary };
  },
  keyOf: ({ key }: Found) => key,
};

/** What the index projects. `shared`: jobs of other statuses stand in the same lists. */
function indexFilters(filter: JobFilter, shared: boolean): Filter[] {
  const { type, status, tenant, cause, createdAfter, createdBefore, endedAfter, endedBefore } = filter;
  const { fingerprint, archived, exceptType } = filter;
  return [
    ...(type ? [oneOf("type", type)] : []),
    ...(exceptType && !type ? [none(oneOf("type", exceptType))] : []),
    ...(status && shared ? [oneOf("status", status)] : []),
    ...(tenant === undefined ? [] : [oneOf("tenant", [tenant])]),
    ...(cause ? [oneOf("cause", cause)] : []),
    ...(fingerprint ? [orAbsent(oneOf("errorKey", fingerprint))] : []),
    ...(archived === undefined ? [] : [isThere("archivedAt", archived)]),
    ...between("createdAt", createdAfter, createdBefore),
    ...between("endedAt", endedAfter, endedBefore),
  ];
}

/** Jobs that wait, and those that died in an earlier release, have their fingerprint in no attribute: it follows from their record. */
const orAbsent = ({ clause, names, values }: Filter): Filter => ({
  clause: `${clause} OR attribute_not_exists(${Object.keys(names)[0]})`,
  ...{ names, values },
});

const none = ({ clause, ...rest }: Filter): Filter => ({ clause: `NOT (${clause})`, ...rest });

const isThere = (name: string, wanted: boolean): Filter => ({
  clause: `${wanted ? "attribute_exists" : "attribute_not_exists"}(#${name})`,
  names: { [`#${name}`]: name },
  values: {},
});

function between(name: string, after: number | undefined, before: number | undefined): Filter[] {
  const one = (operator: string, place: string, time: number | undefined): Filter[] =>
    time === undefined
      ? []
      : [
          {
            clause: `#${name} ${operator} :${place}`,
            names: { [`#${name}`]: name },
            values: { [`:${place}`]: toNumber(time) },
          },
        ];
  return [...one(">=", `${name}After`, after), ...one("<", `${name}Before`, before)];
}

/** Whether the index holds all that the filter asks for. */
function isToldByIndex(
  { text, where, fingerprint }: JobFilter,
  { id, title, errorKey }: JobSummary,
): boolean {
  if ((fingerprint && errorKey === undefined) || (where && Object.keys(where).length > 0)) return false;
  return text === undefined || [id, title].some((each) => foldText(each).includes(foldText(text)));
}
