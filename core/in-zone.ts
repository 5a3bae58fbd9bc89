// A time on the clock on the wall of a time zone.

/** `Wed 2026-11-25 07:00`, on the clock on the wall of this zone. */
export function inZone(ms: number, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions, locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(ms);
  const time = part({ dateStyle: "short", timeStyle: "short" }, "sv-SE");
  return `${part({ weekday: "short" }, "en-GB")} ${time}`;
}
