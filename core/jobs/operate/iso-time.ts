// Reads a time that somebody wrote: ISO 8601 with a zone, and only days that there are.

const TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/**
 * `2026-12-24T07:00:00+01:00` or `2026-12-24T06:00Z`.
 * @returns ms; undefined for any other text: a time without its zone would mean another elsewhere, and `Date.parse` takes
 * February 30 for March 2.
 */
export function readIsoTime(text: string): number | undefined {
  const [, year, month, day] = TIME.exec(text) ?? [];
  // Day 0 of the next month is the last of this one.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const at = Number(day) <= days ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
