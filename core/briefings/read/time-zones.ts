// Offsets of time zones by the names that feeds use: numbers, abbreviations, and the IANA database.

/** Hours from UTC. Names that several zones share are read as the commoner in feeds. */
const fixed = new Map<string, number>(
  Object.entries({
    ut: 0,
    utc: 0,
    gmt: 0,
    z: 0,
    wet: 0,
    west: 1,
    bst: 1,
    cet: 1,
    met: 1,
    mez: 1,
    cest: 2,
    mest: 2,
    mesz: 2,
    eet: 2,
    oez: 2,
    sast: 2,
    cat: 2,
    wat: 1,
    eat: 3,
    eest: 3,
    oesz: 3,
    idt: 3,
    msk: 3,
    trt: 3,
    ast: -4,
    amt: -4,
    gst: 4,
    irst: 3.5,
    pkt: 5,
    ist: 5.5,
    npt: 5.75,
    ict: 7,
    wib: 7,
    wita: 8,
    wit: 9,
    hkt: 8,
    sgt: 8,
    myt: 8,
    pht: 8,
    awst: 8,
    jst: 9,
    kst: 9,
    acst: 9.5,
    acdt: 10.5,
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
    akdt: -8,
    hst: -10,
    adt: -3,
    nst: -3.5,
    ndt: -2.5,
    hne: -5,
    hae: -4,
    brt: -3,
    art: -3,
    clt: -4,
    clst: -3,
    uyt: -3,
    pet: -5,
    cot: -5,
    ect: -5,
    vet: -4,
    bot: -4,
  }),
);
/** Names for both halves of the year. */
const regional = new Map<string, string>(
  Object.entries({
    et: "America/New_York",
    ct: "America/Chicago",
    mt: "America/Denver",
    pt: "America/Los_Angeles",
    akt: "America/Anchorage",
    "uk time": "Europe/London",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
  }),
);

/** Milliseconds to take from a local time to get UTC; 0 where the zone is missing or unknown. `localMs` is the time as if it were UTC. */
export function zoneOffsetMs(zone: string, localMs: number): number {
  const text = zone
    .trim()
    .toLowerCase()
    .replace(/^[(["]+|[)\]"]+$/g, "");
  const numeric = /^(?:utc|gmt)?\s*([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)/.exec(text);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return (numeric[1] === "+" ? minutes : -minutes) * 60_000;
  }
  const iana = /[a-z]+(?:\/[a-z0-9_+-]+)+/.exec(text)?.[0];
  if (iana !== undefined) return ianaOffsetMs(iana, localMs);
  const region =
    regional.get(/^[a-z]+ time\b/.exec(text)?.[0] ?? "") ?? regional.get(/^[a-z]+/.exec(text)?.[0] ?? "");
  if (region !== undefined) return ianaOffsetMs(region, localMs);
  const name = /^(?:uhr\s+)?([a-z]+)/.exec(text)?.[1] ?? "";
  return (fixed.get(name) ?? 0) * 3_600_000;
}

function ianaOffsetMs(zone: string, localMs: number): number {
  try {
    // The offset depends on the instant, and the instant on the offset: twice is enough but for the hour of the change.
    const guess = offsetAt(zone, localMs);
    return offsetAt(zone, localMs - guess);
  } catch {
    return 0;
  }
}

/** @throws RangeError for a zone that does not exist. */
function offsetAt(timeZone: string, instant: number): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = 0, minutes = 0] = /([+-])(\d{2}):?(\d{2})?/.exec(name) ?? [];
  const total = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -total : total;
}
