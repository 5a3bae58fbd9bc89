// Reads which elements a page's own style sheets hide: classes and ids with `display: none` and the like.
import type { DomElement } from "./dom.ts";
import { type Declarations, declarationsOf, hidesAll, hidingProperties } from "./inline-style.ts";

/** Invisible text may be made visible by what is within; what is hidden as a whole may not. */
type Effect = "hides all" | "hides text" | "shows";
type Rule = { selector: string; effect: Effect; weight: number };
/** Rules by the class or id of their last part, so that few have to be tried on an element. */
type Index = Map<string, Rule[]>;

const mostRules = 5_000;
/** Real sheets have about ten for a class. */
const mostRulesPerName = 50;
const mostChars = 500_000;

/** Answers whether the heaviest rule about an element's visibility hides it; nothing when no rule hides anything. */
export function readHidingRules(styles: string[]): ((element: DomElement) => boolean) | undefined {
  const index: Index = new Map();
  let order = 0;
  for (const sheet of styles) {
    for (const { selectors, style } of rulesOf(sheet.slice(0, mostChars))) {
      const effect = effectOf(style);
      if (effect === undefined) continue;
      for (const selector of selectors) if (order < mostRules) addRule(index, selector, effect, order++);
    }
  }
  const hasHiding = [...index.values()].some((rules) => rules.some(({ effect }) => effect !== "shows"));
  return hasHiding ? (element) => isHidden(element, index) : undefined;
}

function effectOf(style: Declarations): Effect | undefined {
  if (hidesAll(style)) return "hides all";
  if (hidingProperties(style).some((name) => name !== "color")) return "hides text";
  return style.has("display") || style.has("visibility") ? "shows" : undefined;
}

/** Plain rules only: what stands in @media, @supports and the like holds for some readers, and hides nothing here. */
function* rulesOf(sheet: string): Generator<{ selectors: string[]; style: Declarations }> {
  const css = sheet.replace(/\/\*[\s\S]*?\*\/|<!--|-->/g, "");
  let from = 0;
  for (let open = css.indexOf("{"); open >= 0; open = css.indexOf("{", from)) {
    const prelude = css
      .slice(from, open)
      .replace(/@(?:charset|import|namespace)[^;]{0,500};/gi, "")
      .trim();
    const close = prelude.startsWith("@") ? endOfBlock(css, open) : css.indexOf("}", open);
    if (close < 0) return;
    from = close + 1;
    if (prelude.startsWith("@") || prelude.length > 2_000) continue;
    yield {
      selectors: prelude.split(",").map((part) => part.trim()),
      style: declarationsOf(css.slice(open + 1, close)),
    };
  }
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at++) {
    if (css[at] === "{") depth++;
    else if (css[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

function addRule(index: Index, selector: string, effect: Effect, order: number): void {
  // States, pseudo-elements, and what holds once a script has set a class on the page's root, are not how a page begins.
  if (selector.length > 200 || /[:[\]~+*]|^(?:html|body|\.js|\.no-js)\b/i.test(selector)) return;
  const last = /[^\s>]+$/.exec(selector)?.[0] ?? "";
  const key = /[.#][\w-]+/.exec(last)?.[0];
  if (key === undefined) return;
  const ids = selector.match(/#/g)?.length ?? 0;
  const classes = selector.match(/\./g)?.length ?? 0;
  // Of equal selectors the last counts; of very many, the first ones do.
  const rules = (index.get(key) ?? []).filter((rule) => rule.selector !== selector);
  if (rules.length >= mostRulesPerName) return;
  rules.push({ selector, effect, weight: (ids * 100 + classes) * mostRules + order });
  index.set(key, rules);
}

function isHidden(element: DomElement, index: Index): boolean {
  const keys = [
    `#${element.getAttribute("id") ?? ""}`,
    ...(element.getAttribute("class") ?? "").split(/\s+/).map((name) => `.${name}`),
  ];
  const rules = keys.flatMap((key) => index.get(key) ?? []).sort((a, b) => b.weight - a.weight);
  const effect = rules.find(({ selector }) => matches(element, selector))?.effect;
  return effect === "hides all" || (effect === "hides text" && element.querySelector("*") === null);
}

function matches(element: DomElement, selector: string): boolean {
  try {
    return element.matches(selector);
  } catch {
    return false;
  }
}
