// Prometheus's text format, version 0.0.4: families of samples, one line each.

export type Labels = Readonly<Record<string, string>>;

export type Sample = {
  labels?: Labels;
  value: number;
  /** `_bucket`, `_sum`, `_count` of a histogram. */
  suffix?: "_bucket" | "_sum" | "_count";
};

export type Family = {
  name: string;
  type: "counter" | "gauge" | "histogram";
  /** One sentence. */
  help: string;
  samples: readonly Sample[];
};

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Families without a sample are left out. */
export const toText = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, type, help, samples }) =>
        `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${samples.map((sample) => lineOf(name, sample)).join("")}`,
    )
    .join("");

const lineOf = (name: string, { labels = {}, value, suffix }: Sample): string => {
  const inside = Object.entries(labels)
    .map(([label, text]) => `${label}="${escapeLabel(text)}"`)
    .join(",");
  return `${name}${suffix ?? ""}${inside && `{${inside}}`} ${numberOf(value)}\n`;
};

const numberOf = (value: number): string => {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
};

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
