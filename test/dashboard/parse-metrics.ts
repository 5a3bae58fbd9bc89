// Reads Prometheus's text format as strictly as its specification has it, apart from the code that writes it.

export type Series = { name: string; labels: Record<string, string>; value: number };
export type ReadFamily = { name: string; type: string; help: string; series: Series[] };

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;

/** @throws Error that names the line: each family has HELP, TYPE and then its samples, and no series is told twice. */
export function parseMetrics(text: string): ReadFamily[] {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families: ReadFamily[] = [];
  const seen = new Set<string>();
  for (const line of text.slice(0, -1).split("\n")) {
    const [, keyword, about = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    const family = families.at(-1);
    if (keyword === "HELP") {
      if (families.some(({ name }) => name === about)) throw new Error(`told twice: ${line}`);
      families.push({ name: about, type: "", help: rest, series: [] });
    } else if (keyword === "TYPE") {
      if (family?.name !== about || family.series.length > 0) throw new Error(`out of order: ${line}`);
      family.type = rest;
    } else {
      const series = parseLine(line);
      if (!family || !isOf(family, series.name)) throw new Error(`of no family: ${line}`);
      const key = line.slice(0, line.lastIndexOf(" "));
      if (seen.has(key)) throw new Error(`told twice: ${line}`);
      seen.add(key);
      family.series.push(series);
    }
  }
  return families;
}

const isOf = ({ name, type }: ReadFamily, series: string): boolean =>
  type === "histogram" ? ["_bucket", "_sum", "_count"].includes(series.slice(name.length)) : series === name;

function parseLine(line: string): Series {
  const [, name, inside = "", number = ""] = LINE.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = Object.create(null);
  for (let rest = inside; rest !== ""; ) {
    const [all, label, value] = LABEL.exec(rest) ?? [];
    if (all === undefined || label === undefined || value === undefined)
      throw new Error(`not a label: ${line}`);
    labels[label] = value.replace(/\\([\\"n])/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
    rest = rest.slice(all.length);
  }
  const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
  if (number !== "NaN" && Number.isNaN(value)) throw new Error(`not a number: ${line}`);
  return { name, labels, value };
}
