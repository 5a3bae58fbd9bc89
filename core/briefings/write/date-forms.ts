// The ways in which a text names a day, so that "3 November" is checked as a date and not as a number.

const languages = [
  "en-US",
  "en-GB",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "sv",
  "pl",
  "ru",
  "uk",
  "tr",
  "ar",
  "ja",
  "zh",
  "ko",
];
const formats = languages.flatMap((language) =>
  (["long", "short"] as const).map(
    (month) =>
      new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, { day: "numeric", month, timeZone: "UTC" }),
  ),
);

/** "November 3", "3 Nov", "3. November", "3 de noviembre", "11月3日" and the ISO date; in lower case, longest first. */
export function dateForms(instant: number): string[] {
  const date = new Date(instant);
  const forms = new Set(formats.map((format) => format.format(date).toLowerCase()));
  forms.add(date.toISOString().slice(0, 10));
  return [...forms].toSorted((a, b) => b.length - a.length);
}
