// Splits a style sheet into its rules, as far as they hold for every reader of a screen.
import { type Declarations, declarationsOf } from "./inline-style.ts";

export type StyleRule = { selectors: string[]; style: Declarations; isImportant: boolean };

/** Blocks within blocks: real sheets have two. */
const deepest = 4;
/** Every screen is wider than this. In pixels. */
const narrowest = 320;

/** In the order of the sheet, what stands in @media screen, @supports, @layer and the like included. */
export function* rulesOf(sheet: string): Generator<StyleRule> {
  yield* rulesOfBlock(sheet.replace(/\/\*[\s\S]*?\*\/|<!--|-->/g, ""), 0);
}

function* rulesOfBlock(css: string, depth: number): Generator<StyleRule> {
  let from = 0;
  for (let open = css.indexOf("{"); open >= 0; open = css.indexOf("{", from)) {
    const prelude = css
      .slice(from, open)
      .replace(/@(?:charset|import|namespace|layer)[^;{]{0,500};/gi, "")
      .trim();
    const isBlock = prelude.startsWith("@");
    const close = isBlock ? endOfBlock(css, open) : css.indexOf("}", open);
    if (close < 0) return;
    from = close + 1;
    const inner = css.slice(open + 1, close);
    if (prelude.length > 2_000) continue;
    if (isBlock && depth < deepest && holdsAlways(prelude)) yield* rulesOfBlock(inner, depth + 1);
    if (isBlock) continue;
    yield {
      selectors: prelude.split(/,(?![^([]*[)\]])/).map((part) => part.trim()),
      style: declarationsOf(inner),
      isImportant: /!\s*important/i.test(inner),
    };
  }
}

/** What holds for some readers only, as on small screens or in print, hides nothing here. */
function holdsAlways(prelude: string): boolean {
  if (/^@(?:supports|layer|scope)\b/i.test(prelude)) return true;
  const queries = /^@media\b([\s\S]*)/i.exec(prelude)?.[1]?.split(",") ?? [];
  return queries.some((query) =>
    query.split(/\band\b/i).every((part) => {
      const condition = part.trim().replace(/^only\s+/i, "");
      const width = /^\(\s*(?:min-width\s*:\s*|width\s*>=?\s*)(\d+)px\s*\)$/i.exec(condition)?.[1];
      return /^(?:all|screen)$/i.test(condition) || (width !== undefined && Number(width) <= narrowest);
    }),
  );
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at++) {
    if (css[at] === "{") depth++;
    else if (css[at] === "}" && --depth === 0) return at;
  }
  return -1;
}
