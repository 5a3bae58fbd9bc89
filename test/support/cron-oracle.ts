// Says when a cron expression runs by reading the clock on the wall of a time zone at every minute: slow, and nothing of a parser.

/** Values of their own, or every so many. */
export type Field = { values: number[] } | { step: number };

export type WallMinute = {
  /** Milliseconds since the epoch. */
  at: number;
  /** The clock on the wall, as if it were UTC. */
  wall: number;
};

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const formats = new Map<string, Intl.DateTimeFormat>();
function wallAt(zone: string, at: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  return Date.parse(`${format.format(at).replace(" ", "T")}Z`);
}

const changes = new Map<string, number[]>();
/** The days from 2024 to 2027 on which the clocks of this zone change. */
export function transitionsOf(zone: string): number[] {
  const found = changes.get(zone) ?? [];
  if (changes.has(zone)) return found;
  changes.set(zone, found);
  for (let at = Date.UTC(2024, 0); at < Date.UTC(2028, 0); at += DAY) {
    if (wallAt(zone, at + DAY) - wallAt(zone, at) !== DAY) found.push(at);
  }
  return found;
}

const known = new Map<string, WallMinute[]>();
/** Each minute of the day before, the day itself and the day after. */
export function minutesAround(zone: string, day: number): WallMinute[] {
  const key = `${zone} ${day}`;
  const minutes =
    known.get(key) ??
    Array.from({ length: 3 * 1_440 }, (_, index) => {
      const at = day - DAY + index * MINUTE;
      return { at, wall: wallAt(zone, at) };
    });
  known.set(key, minutes);
  return minutes;
}

type Expression = { minute: Field; hour: Field; weekday: number[] | undefined };

export function oracle(minutes: readonly WallMinute[], expression: Expression) {
  const { minute, hour, weekday } = expression;
  const isFixed = "values" in minute && "values" in hour;
  const matches = (wall: number): boolean => {
    const date = new Date(wall);
    const isDay = weekday === undefined || weekday.includes(date.getUTCDay());
    return isDay && fits(minute, date.getUTCMinutes()) && fits(hour, date.getUTCHours());
  };
  const expected: number[] = [];
  let furthest = minutes[0]?.wall ?? 0;
  for (const { at, wall } of minutes) {
    const isRepeated = wall < furthest || (wall === furthest && at !== minutes[0]?.at);
    let runs = matches(wall) && !(isFixed && isRepeated);
    // Every minute that the clock on the wall has left out.
    for (let left = furthest + MINUTE; isFixed && left < wall; left += MINUTE) runs ||= matches(left);
    if (runs) expected.push(at);
    furthest = Math.max(furthest, wall);
  }
  const days = weekday === undefined ? "*" : weekday.join(",");
  return { cron: `${textOf(minute)} ${textOf(hour)} * * ${days}`, expected };
}

const fits = (field: Field, value: number): boolean =>
  "values" in field ? field.values.includes(value) : value % field.step === 0;

function textOf(field: Field): string {
  if ("values" in field) return field.values.join(",");
  return field.step === 1 ? "*" : `*/${field.step}`;
}
