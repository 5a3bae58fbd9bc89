// What a caller asks for: a topic, where to read, and how the briefing should look.
import * as z from "zod";
import { Deliveries } from "./deliver/delivery.ts";
import { webUrl } from "./web-url.ts";

/** Bounds of a request. The API refuses bodies above 128 KB in all, whatever these add up to. */
const bounds = {
  topicChars: 200,
  sources: 20,
  titleChars: 300,
  textChars: 100_000,
} as const;

const ControlCharacters = /\p{Cc}/u;

const Topic = z
  .string({ error: 'topic must be a string, such as "offshore wind"' })
  .trim()
  .min(1, "topic must not be empty: say in a few words what the briefing is about")
  .max(bounds.topicChars, `topic must have at most ${bounds.topicChars} characters`)
  .refine((topic) => !ControlCharacters.test(topic), "topic must be one line of plain text");

const WebUrl = webUrl({ name: "url", schemes: ["http", "https"] });

const FeedSource = z.strictObject({ kind: z.literal("feed"), url: WebUrl });
const ArticleSource = z.strictObject({ kind: z.literal("article"), url: WebUrl });
const TextSource = z.strictObject({
  kind: z.literal("text"),
  title: z
    .string({ error: "title must be a string" })
    .trim()
    .min(1, "title must not be empty")
    .max(bounds.titleChars, `title must have at most ${bounds.titleChars} characters`),
  text: z
    .string({ error: "text must be a string" })
    .trim()
    .min(1, "text must not be empty")
    .max(bounds.textChars, `text must have at most ${bounds.textChars} characters`),
});

/** Where to read: a feed's address, an article's address, or a text given with the request. */
export const Source = z.discriminatedUnion("kind", [FeedSource, ArticleSource, TextSource], {
  error: 'a source must have kind "feed" or "article" with a url, or kind "text" with a title and a text',
});
export type Source = z.infer<typeof Source>;

const Language = z
  .string({ error: "language must be a string" })
  .max(35, "language must have at most 35 characters")
  .refine(isLanguageTag, 'language must be a BCP 47 tag, such as "en", "pt-BR" or "zh-Hant"');

export const Length = z.enum(["short", "medium", "long"], {
  error: "length must be short, medium or long",
});
export type Length = z.infer<typeof Length>;

export const Style = z.enum(["bullets", "narrative"], { error: "style must be bullets or narrative" });
export type Style = z.infer<typeof Style>;

export const GeneratorKind = z.enum(["extractive", "claude"], {
  error: "generator must be extractive or claude",
});
export type GeneratorKind = z.infer<typeof GeneratorKind>;

export const BriefingRequest = z.strictObject({
  topic: Topic,
  sources: z
    .array(Source, { error: "sources must be a list" })
    .min(1, "sources must have at least one entry")
    .max(bounds.sources, `sources must have at most ${bounds.sources} entries`),
  length: Length.default("medium"),
  style: Style.default("bullets"),
  /** The language of headings and labels, and of what Claude writes. Quoted sentences stay in theirs. */
  language: Language.default("en"),
  /** Left out: Claude when a key is configured, else extractive. */
  generator: GeneratorKind.optional(),
  /** What to do when Claude cannot write the briefing. Left out: the job fails. */
  fallback: z.enum(["extractive"], { error: 'fallback can only be "extractive"' }).optional(),
  /**
   * "whenever": nobody waits for it, so Claude writes it within a day, at half the price. Left out: at once. The
   * extractive generator always writes at once.
   */
  pace: z.enum(["whenever"], { error: 'pace can only be "whenever"' }).optional(),
  /** Where the briefing is sent once it is made; each place is a job of its own. */
  deliver: Deliveries.optional(),
});
export type BriefingRequest = z.infer<typeof BriefingRequest>;
export type BriefingRequestInput = z.input<typeof BriefingRequest>;

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
