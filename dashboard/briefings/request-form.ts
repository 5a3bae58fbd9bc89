// A request for a briefing as the fields of a form, and back: the request's own schema checks what was filled in.
import type { BriefingRequest, BriefingRequestInput } from "../../core/briefings/request.ts";
import { visibleLine } from "../../core/visible-text.ts";

/** Texts that are given with the request: so many have a place in the form. */
const MOST_TEXTS = 10;

const linesOf = (form: URLSearchParams, name: string): string[] =>
  (form.get(name) ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const textsIn = (form: URLSearchParams): number =>
  Math.min(MOST_TEXTS, Math.max(1, Number(form.get("texts")) || 1));

type Given = { kind: "feed" | "article" | "text"; field: string; line?: number };

/** Where each source of the request stands in the form, in the request's order. */
function placesOf(form: URLSearchParams): (Given & { source: object })[] {
  const addresses = (kind: "feed" | "article", field: string) =>
    linesOf(form, field).map((url, index) => ({ kind, field, line: index + 1, source: { kind, url } }));
  const texts = Array.from({ length: textsIn(form) }, (_, index) => {
    const title = form.get(`title${index}`)?.trim() ?? "";
    const text = form.get(`text${index}`) ?? "";
    const field = `text${index}`;
    return title === "" && text.trim() === ""
      ? []
      : [
          {
            kind: "text" as const,
            field,
            source: { kind: "text", title, text: text.replaceAll("\r\n", "\n") },
          },
        ];
  });
  return [...addresses("feed", "feeds"), ...addresses("article", "articles"), ...texts.flat()];
}

/** What is not filled in is left out, so that the schema's own defaults hold. It is not checked yet. */
export function requestOf(form: URLSearchParams): BriefingRequestInput {
  const word = (name: string) => form.get(name)?.trim() || undefined;
  const deliver = [
    ...linesOf(form, "emails").map((email) => ({ email })),
    ...linesOf(form, "webhooks").map((webhook) => ({ webhook })),
  ];
  const chosen = {
    ...{ topic: form.get("topic")?.trim() ?? "", sources: placesOf(form).map(({ source }) => source) },
    ...{ length: word("asked-length"), style: word("asked-style"), language: word("language") },
    ...{ generator: word("generator"), fallback: word("fallback"), pace: word("pace") },
    deliver: deliver.length === 0 ? undefined : deliver,
  };
  // The schema says what is wrong with it.
  return Object.fromEntries(
    Object.entries(chosen).filter(([, value]) => value !== undefined),
  ) as BriefingRequestInput;
}

const RENAMED: Readonly<Record<string, string>> = {
  length: "asked-length",
  style: "asked-style",
  sources: "feeds",
  deliver: "emails",
};
const OWN = ["topic", "language", "generator", "fallback", "pace"];

/** From the path of an error, `sources[3].url`, to the field where it was filled in. */
export const fieldOf =
  (form: URLSearchParams) =>
  (path: string): string | undefined => {
    const [, list, index, rest] = /^(sources|deliver)\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
    if (list === "sources") {
      const place = placesOf(form)[Number(index)];
      return place?.kind === "text" && rest === "title" ? place.field.replace("text", "title") : place?.field;
    }
    if (list === "deliver") return Number(index) < linesOf(form, "emails").length ? "emails" : "webhooks";
    return RENAMED[path] ?? (OWN.includes(path) ? path : undefined);
  };

/** The form of a request that was made before. */
export function formOf(request: BriefingRequest): URLSearchParams {
  const { topic, sources, deliver = [], length, style, language, generator, fallback, pace } = request;
  const addresses = (kind: "feed" | "article") =>
    sources.flatMap((source) => (source.kind === kind ? [visibleLine(source.url)] : [])).join("\n");
  const texts = sources.filter((source) => source.kind === "text").slice(0, MOST_TEXTS);
  const form = new URLSearchParams({
    topic,
    "asked-style": style,
    language,
    "asked-length": length,
    texts: String(Math.max(1, texts.length)),
  });
  const fill = (name: string, value: string | undefined) => value && form.set(name, value);
  fill("feeds", addresses("feed"));
  fill("articles", addresses("article"));
  texts.forEach(({ title, text }, index) => {
    fill(`title${index}`, title);
    fill(`text${index}`, text);
  });
  fill("emails", deliver.flatMap(({ email }) => email ?? []).join("\n"));
  fill("webhooks", deliver.flatMap(({ webhook }) => webhook ?? []).join("\n"));
  for (const [name, value] of Object.entries({ generator, fallback, pace })) fill(name, value);
  return form;
}
