// Reads the dates that feeds and pages write: ISO 8601, RFC 822 and what people make of them. Never in the machine's own time zone.

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Hours from UTC of the zone names seen in feeds. Ambiguous ones are read as the commoner. */
const zoneHours: Record<string, number> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 1,
  bst: 1,
  ist: 5.5,
  cet: 1,
  met: 1,
  cest: 2,
  mest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  jst: 9,
  kst: 9,
  hkt: 8,
  sgt: 8,
  aest: 10,
  aedt: 11,
  nzst: 12,
  nzdt: 13,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  akst: -9,
  hst: -10,
  brt: -3,
  art: -3,
};
const earliest = Date.UTC(1990, 0, 1);

const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(.*))?$/i;
const rfc822 =
  /^(?:\p{L}+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+(\p{L}{3,9})\.?,?[\s-]+(\d{2}|\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(.*))?$/iu;
const american =
  /^(?:\p{L}+\.?,?\s+)?(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(.*))?$/iu;

/** Milliseconds since the epoch, or nothing. A time without a zone counts as UTC. */
export function parseDate(value: string | undefined): number | undefined {
  const text = value?.replace(/\s+/g, " ").trim();
  if (!text || text.length > 80) return undefined;
  let match = iso.exec(text);
  if (match !== null) return toInstant(match[1], Number(match[2]) - 1, match[3], match.slice(4));
  match = rfc822.exec(text);
  if (match !== null) return toInstant(match[3], monthOf(match[2]), match[1], match.slice(4));
  match = american.exec(text);
  if (match !== null) return toInstant(match[3], monthOf(match[1]), match[2], match.slice(4));
  return undefined;
}

function monthOf(name: string | undefined): number {
  return months.indexOf((name ?? "").slice(0, 3).toLowerCase());
}

function toInstant(
  yearText: string | undefined,
  month: number,
  day: string | undefined,
  [hours, minutes, seconds, rest]: (string | undefined)[],
): number | undefined {
  const year = Number(yearText) + (yearText?.length === 2 ? 2000 : 0);
  const dayNumber = Number(day);
  const midnight = Date.UTC(year, month, dayNumber);
  const date = new Date(midnight);
  // The 31st of April is no date, nor is a month that was not understood.
  if (month < 0 || month > 11 || date.getUTCMonth() !== month || date.getUTCDate() !== dayNumber)
    return undefined;
  if (midnight < earliest) return undefined;
  const [, meridiem, zone] = /^(am|pm|a\.m\.|p\.m\.)?\s*(.*)$/i.exec(rest ?? "") ?? [];
  let hour = Number(hours ?? 0);
  if (meridiem !== undefined) hour = (hour % 12) + (/^p/i.test(meridiem) ? 12 : 0);
  if (hour > 24 || Number(minutes ?? 0) > 59) return undefined;
  return (
    midnight +
    ((hour * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1_000 -
    zoneOffsetMs(zone ?? "")
  );
}

function zoneOffsetMs(zone: string): number {
  const numeric = /^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?/i.exec(zone);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return (numeric[1] === "-" ? -minutes : minutes) * 60_000;
  }
  const name = /^[a-z]+/i.exec(zone)?.[0].toLowerCase() ?? "";
  const hours = Object.hasOwn(zoneHours, name) ? zoneHours[name] : undefined;
  return (hours ?? 0) * 3_600_000;
}
