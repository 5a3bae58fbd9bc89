// How long jobs waited and ran, as a table that `queues` and `stats` share.
import type { Quantiles } from "../core/jobs/index.ts";
import { printTable } from "./print.ts";
import type { Column } from "./table.ts";
import { duration } from "./words.ts";

export type Times = { type: string; waitMs?: Quantiles | undefined; runMs?: Quantiles | undefined };

const columns: Column<Times>[] = [
  { heading: "type", cell: ({ type }) => type },
  ...(["wait", "run"] as const).flatMap((name) =>
    (["p50", "p95", "p99"] as const).map((share) => ({
      heading: share === "p50" ? `${name} ${share}` : share,
      cell: (times: Times) => {
        const ms = times[`${name}Ms`]?.[share];
        return ms === undefined ? "" : duration(ms);
      },
    })),
  ),
];

/** Nothing where no job began or ended. */
export function printTimes(rows: readonly Times[]): void {
  const any = rows.filter(({ waitMs, runMs }) => waitMs ?? runMs);
  if (any.length > 0) printTable(columns, any);
}
