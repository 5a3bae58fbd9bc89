// Says what a filter did not find: no job at all, or some of the ids that it names.
import type { Backend } from "../core/jobs/index.ts";
import type { JobFilter } from "../core/jobs/operate/inspector.ts";
import { optionsOf } from "./filter-options.ts";
import { note } from "./print.ts";

/** The ids of the filter that no job has, or whose job was deleted. A record that cannot be read is one all the same. */
export async function unknownIds({ store }: Backend, { id = [] }: JobFilter): Promise<string[]> {
  const read = await Promise.all(id.map((one) => store.get(one).catch(() => "unread" as const)));
  return id.filter((_, at) => {
    const job = read[at];
    return job === undefined || (job !== "unread" && job.deletedAt !== undefined);
  });
}

export function noteUnknownIds(ids: readonly string[]): void {
  for (const id of ids) note(`no job has the id ${id}`);
}

/** @param what `dead job` where only such were looked for. */
export function noteNoMatch(filter: JobFilter, what = "job"): void {
  const options = optionsOf(filter);
  note(options === "" ? `there is no ${what}` : `no ${what} matches ${options}`);
}
