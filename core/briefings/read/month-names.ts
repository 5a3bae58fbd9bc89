// Which month a name means, in the languages that feeds are written in.

/** Languages whose names are asked for, in this order: a name that two of them use differently belongs to the first. */
const languages =
  "en de fr es it pt nl sv da nb nn fi pl cs sk hu ro ru uk bg sr hr sl el tr ar ar-SY ar-MA he fa hi bn ta te mr ur vi id ms ca eu gl et lv lt is ga cy sq mk bs ka hy az kk uz th ko ja zh sw af".split(
    " ",
  );
const english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const byLanguage = new Map<string, Map<string, number>>();

/** 0 to 11, or nothing. `language` (BCP 47) decides where languages disagree: "listopad" is October in Zagreb and November in Prague. */
export function monthOf(name: string, language?: string): number | undefined {
  const key = keyOf(name);
  // English names and their abbreviations are nearly all there is: no table is built for them.
  const index = english.findIndex((month) => key.startsWith(month) && englishNames.test(key));
  if (index >= 0) return index;
  const own = language === undefined ? undefined : namesIn(language).get(key);
  if (own !== undefined) return own;
  for (const other of languages) {
    const month = namesIn(other).get(key);
    if (month !== undefined) return month;
  }
  return undefined;
}

/** The month whose name in some language begins like this, when only one does. */
export function monthBeginning(start: string, language?: string): number | undefined {
  const key = keyOf(start);
  if (key.length < 3) return undefined;
  for (const tried of language === undefined ? languages : [language, ...languages]) {
    const months = new Set(
      [...namesIn(tried)].filter(([name]) => name.startsWith(key)).map(([, month]) => month),
    );
    const [month] = months;
    if (months.size === 1) return month;
  }
  return undefined;
}

const englishNames =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;

function keyOf(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\p{M}.’'ʼ]/gu, "");
}

function namesIn(language: string): Map<string, number> {
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const names = new Map<string, number>();
  for (const month of ["long", "short"] as const) {
    // With a day the name may stand in another case: "ноябрь", but "3 ноября".
    for (const day of [undefined, "numeric"] as const)
      addNames(names, language, { month, ...(day && { day }) });
  }
  byLanguage.set(language, names);
  return names;
}

function addNames(names: Map<string, number>, language: string, options: Intl.DateTimeFormatOptions): void {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat(language, { ...options, calendar: "gregory", timeZone: "UTC" });
  } catch {
    return;
  }
  for (let month = 0; month < 12; month++) {
    const part = format.formatToParts(Date.UTC(2026, month, 3)).find(({ type }) => type === "month");
    const key = keyOf(part?.value ?? "");
    if (key !== "" && !/\d/.test(key) && !names.has(key)) names.set(key, month);
  }
}
