// Tells, before an operation on all that match is done, how many jobs it means and shows ten of them.
import type { BulkOperation, BulkPreview, JobFilter } from "../core/jobs/operate/inspector.ts";
import { inShort } from "./describe-job.ts";
import { optionsOf } from "./filter-options.ts";
import { note, print, printTable } from "./print.ts";
import { counted, utc } from "./words.ts";

export const howMany = ({ count, exact }: BulkPreview): string =>
  exact ? counted(count, "job") : `${count} or more jobs`;

/** @param named what was asked for, as it is shown. */
export function tellPreview(preview: BulkPreview, operation: BulkOperation, named: JobFilter): void {
  const { count, sample, exact, read } = preview;
  const verb = count === 1 ? "matches" : "match";
  print(`${howMany(preview)} ${verb} ${optionsOf(named)}`.trimEnd());
  if (!exact)
    note(`counted for 30 s, over ${counted(read, "job")}; all that match are meant, also those not counted`);
  if (sample.length === 0) return;
  printTable(
    [
      { heading: "id", cell: ({ id }) => id },
      {
        heading: "status",
        cell: (job) => inShort(job),
      },
      { heading: "created", cell: ({ createdAt }) => utc(createdAt) },
      { heading: "type", cell: ({ type }) => type, detail: "whole" },
      { heading: "title", cell: ({ title }) => title, detail: "short" },
    ],
    sample,
  );
  if (count > sample.length) note(`the ${sample.length} oldest of those to ${operation} are shown`);
}
