// Cron expressions in a time zone: when a schedule runs. The parser is loaded with the first schedule, not at a cold start.
import { type FieldError, invalidFields } from "../field-errors.ts";

/** Times in milliseconds since the epoch, each at a full minute. */
export type Cron = {
  /** The first run after this time; undefined when there is none. */
  next(after: number): number | undefined;
  /** The last run up to this time, itself included; undefined when there is none. */
  latest(upTo: number): number | undefined;
};

const EXAMPLE = 'a whole expression is "0 7 * * 1-5": at 7:00, from Monday to Friday';

const fields = [
  { name: "minute", range: "0 to 59", forms: "5, 0,30, 10-20 or */15" },
  { name: "hour", range: "0 to 23", forms: "7, 9,17, 9-17 or */2" },
  {
    name: "day of the month",
    range: "1 to 31",
    forms: "1, 1,15, 1-7, L for the last or 15W for the nearest weekday",
  },
  { name: "month", range: "1 to 12 or JAN to DEC", forms: "12, 3,9, APR-OCT or */3" },
  {
    name: "day of the week",
    range: "0 to 7 or SUN to SAT",
    forms: "1-5, MON,THU, 5#2 for the second Friday or 5L for the last",
  },
] as const;

/**
 * Daylight saving, for an expression without `*` and step in its minute and hour: a time that the clocks leave out is run
 * when they have gone forward (2:30 at 3:00), and one that comes twice is run the first time. Every other expression
 * follows the clock on the wall: what is left out is not run, and an hour that comes twice is run twice.
 * @throws VisibleError `invalid-request`, for `cron` or `zone`.
 */
export async function openCron(cron: string, zone: string): Promise<Cron> {
  const parse = await loadParser();
  const wrong = wrongZone(zone) ?? wrongCron(cron, (pattern) => parse(pattern, zone));
  if (wrong) throw invalidFields([wrong]);
  const opened = parse(cron, zone);
  if (opened.next(Date.UTC(2000, 0)) !== undefined) return opened;
  throw invalidFields([
    { path: "cron", message: `is ${JSON.stringify(cron)}, and there is no such day; ${EXAMPLE}` },
  ]);
}

/** Of a schedule that is kept, and was checked then. @throws Error when this process does not know its zone. */
export async function openKept({ cron, zone }: { cron: string; zone: string }): Promise<Cron> {
  return (await loadParser())(cron, zone);
}

async function loadParser(): Promise<(cron: string, zone: string) => Cron> {
  const { Cron: Parser } = await import("croner");
  return (cron, zone) => {
    const options = { timezone: zone, mode: "5-part", fixedTimeRule: "no-wildcard", paused: true } as const;
    const parsed = new Parser(cron, options);
    return {
      next: (after) => parsed.nextRun(new Date(after))?.getTime(),
      // `previousRuns` leaves its reference out: a second later, none can lie between.
      latest: (upTo) => parsed.previousRuns(1, new Date(startOfMinute(upTo) + 1_000))[0]?.getTime(),
    };
  };
}

const startOfMinute = (at: number): number => Math.floor(at / 60_000) * 60_000;

/** Names only: an offset such as +01:00 knows no daylight saving. */
function wrongZone(zone: string): FieldError | undefined {
  try {
    if (/^[a-z]/i.test(zone) && new Intl.DateTimeFormat("en", { timeZone: zone })) return undefined;
  } catch {
    // The message below says so.
  }
  const message = `is ${JSON.stringify(zone)}, no time zone that is known here; give a name of the IANA database, as Europe/Berlin or UTC`;
  return { path: "zone", message };
}

/** What cannot be read as a whole is read field by field, so that the message names the wrong one. */
function wrongCron(cron: string, parse: (pattern: string) => unknown): FieldError | undefined {
  const wrong = (message: string): FieldError => ({ path: "cron", message: `${message}; ${EXAMPLE}` });
  const isRead = (pattern: string): boolean => {
    try {
      parse(pattern);
      return true;
    } catch {
      return false;
    }
  };
  const given = cron.trim().split(/\s+/);
  if (cron.trim().startsWith("@")) {
    if (isRead(cron)) return undefined;
    const names = "@hourly, @daily, @weekly, @monthly and @yearly";
    return wrong(`is ${JSON.stringify(cron)}; the names that are known are ${names}`);
  }
  if (given.length !== fields.length) {
    const names = fields.map(({ name }) => name).join(", ");
    const seconds =
      given.length === 6 ? "; a schedule runs at most once a minute, so there are no seconds" : "";
    return wrong(
      `has ${cron.trim() === "" ? 0 : given.length} fields and must have five: ${names}${seconds}`,
    );
  }
  if (isRead(cron)) return undefined;
  for (const [at, { name, range, forms }] of fields.entries()) {
    const alone = fields.map((_, other) => (other === at ? given[at] : "*")).join(" ");
    if (!isRead(alone)) {
      return wrong(`has ${JSON.stringify(given[at])} as its ${name}, which is ${range}, as ${forms}`);
    }
  }
  return wrong(`is ${JSON.stringify(cron)}, which cannot be read`);
}
