// Draws the account for people.
import type { Account } from "./account.ts";
import type { Evidence } from "./evidence.ts";
import type { Logged } from "./journal.ts";

export type Drawn = {
  title: string;
  accepted: number;
  evidence: Evidence;
  logged: Logged;
  account: Account;
  refused: readonly string[];
  seconds: number;
};

const BAR = 40;
/** Examples of what breaks a claim. */
const SHOWN = 5;

const number = (value: number): string => value.toLocaleString("en-US");

export function draw({ title, accepted, evidence, logged, account, refused, seconds }: Drawn): string {
  const jobs = [...evidence.jobs.values()];
  const ends = countBy(jobs, ({ status, cause }) => (status === "dead" ? `dead: ${cause}` : status));
  const attempts = countBy(
    jobs.flatMap((job) => job.attempts),
    ({ outcome = "open" }) => outcome,
  );
  const again = [...logged.poisoned.values()].reduce((sum, { again }) => sum + again.length, 0);
  return [
    title,
    `${number(Math.round(seconds))} s; ${number(accepted)} jobs accepted, ${number(jobs.length)} recorded with what followed; killed ${logged.kills} times`,
    "",
    ...bars("jobs that ended as", ends),
    ...bars("attempts that ended as", attempts),
    ...bars("faults that struck", logged.struck),
    ...(again > 0
      ? [`dead letters logged again behind a fault that lost the note: ${number(again)}`, ""]
      : []),
    ...account.claims.flatMap(({ holds, of, broken }) => [
      `${broken.length === 0 ? "✓" : "✗"} ${holds} (${number(of)})`,
      ...examples(broken),
    ]),
    `${refused.length === 0 ? "✓" : "✗"} every request was accepted in time`,
    ...examples(refused),
    "",
    account.isSound && refused.length === 0 ? "sound" : "NOT SOUND",
  ].join("\n");
}

const examples = (broken: readonly string[]): string[] => [
  ...broken.slice(0, SHOWN).map((text) => `    ${text}`),
  ...(broken.length > SHOWN ? [`    and ${number(broken.length - SHOWN)} more`] : []),
];

export function countBy<T>(items: readonly T[], name: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return counts;
}

function bars(title: string, counts: ReadonlyMap<string, number>): string[] {
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...rows.map(([, value]) => value));
  const width = Math.max(...rows.map(([name]) => name.length), 0);
  const values = Math.max(...rows.map(([, value]) => number(value).length), 0);
  const drawn = rows.map(
    ([name, value]) =>
      `  ${name.padEnd(width)}  ${number(value).padStart(values)}  ${"█".repeat(Math.ceil((value / most) * BAR))}`,
  );
  return rows.length === 0 ? [] : [title, ...drawn, ""];
}
