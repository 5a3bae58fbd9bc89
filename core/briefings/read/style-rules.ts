// Reads which elements a page's own style sheets hide.
import type { DomElement } from "./dom.ts";
import { type Declarations, hidesAll, hidingProperties } from "./inline-style.ts";
import { rulesOf } from "./style-sheet.ts";

/** What a rule does to what it is set on: hides it as a whole, or its text by some properties, or shows it. */
type Effect = { hidesAll: boolean; hidesText: string[]; sets: Declarations };
type Rule = Effect & { selector: string; weight: number };
/** Rules by an id, class, attribute or tag of their last part, so that few have to be tried on an element. */
type Index = Map<string, Rule[]>;

export type HidingRules = {
  /**
   * `isHidden`: as a whole, whatever is within sets for itself. `textHiddenBy`: the properties that hide its text, and
   * that an element within it can set anew.
   */
  effectOn(element: DomElement): { isHidden: boolean; textHiddenBy: string[] };
  showsText(element: DomElement, property: string): boolean;
};

const noEffect = { isHidden: false, textHiddenBy: [] };
const mostRules = 5_000;
/** Real sheets have about ten for a class. */
const mostRulesPerName = 50;
const mostChars = 500_000;

/** `styles` are the contents of the page's style elements. Nothing when no rule hides anything. */
export function readHidingRules(styles: string[]): HidingRules | undefined {
  const found = styles.flatMap((sheet) =>
    [...rulesOf(sheet.slice(0, mostChars))].map((rule) => ({
      ...rule,
      hidesAll: hidesAll(rule.style),
      hidesText: hidingProperties(rule.style),
    })),
  );
  const properties = new Set(["display", "visibility", ...found.flatMap((rule) => rule.hidesText)]);
  if (!found.some((rule) => rule.hidesAll || rule.hidesText.length > 0)) return undefined;
  const index: Index = new Map();
  let order = 0;
  for (const { selectors, style, isImportant, ...effect } of found) {
    if (!effect.hidesAll && ![...properties].some((property) => style.has(property))) continue;
    for (const selector of selectors)
      if (order < mostRules)
        addRule(index, { selector, ...effect, sets: style, weight: order++ }, isImportant);
  }
  const rulesFor = (element: DomElement) => matching(element, index);
  return {
    effectOn: (element) => {
      const rules = rulesFor(element);
      if (rules.length === 0) return noEffect;
      const shown = rules.find((rule) => rule.hidesAll || rule.sets.has("display"));
      const hides = (property: string) =>
        rules.find(({ sets }) => sets.has(property))?.hidesText.includes(property) === true;
      return { isHidden: shown?.hidesAll === true, textHiddenBy: [...properties].filter(hides) };
    },
    showsText: (element, property) =>
      rulesFor(element)
        .find(({ sets }) => sets.has(property))
        ?.hidesText.includes(property) === false,
  };
}

/** Where an element stands says how a page begins; what a reader or a script does with it says how it goes on. */
const places =
  /:(?:(?:nth|first|last|only)-(?:last-)?(?:child|of-type)|nth-(?:last-)?(?:child|of-type)|not|is|where|has|empty)\b/gi;
/** What holds once a script has set a class on the page's root. */
const scripted = /^(?:(?:html|body)[.[#:]|\.js|\.no-js)/i;

function addRule(index: Index, rule: Rule, isImportant: boolean): void {
  const { selector } = rule;
  if (selector.length > 200 || scripted.test(selector) || selector.replace(places, "").includes(":")) return;
  const key = keyOf(selector);
  if (key === undefined) return;
  const ids = selector.match(/#/g)?.length ?? 0;
  const classes = selector.match(/[.[:]/g)?.length ?? 0;
  const tags = selector.match(/(?:^|[\s>+~(])[a-z]/gi)?.length ?? 0;
  const specific = (isImportant ? 1_000_000 : 0) + ids * 10_000 + classes * 100 + tags;
  // Of equal selectors the last counts, for each property; of very many, the first ones do.
  const rules = index.get(key) ?? [];
  if (rules.length >= mostRulesPerName) return;
  rules.push({ ...rule, weight: specific * mostRules + rule.weight });
  index.set(key, rules);
}

/** An id, a class, an attribute or a tag that every element has on which the selector holds. */
function keyOf(selector: string): string | undefined {
  const last =
    /(?:\[[^\]]*\]|\([^)]*\)|[^\s>+~])+$/.exec(selector)?.[0].replace(/:[\w-]+(?:\([^)]*\))?/g, "") ?? "";
  const attribute = /\[\s*([\w-]+)/.exec(last)?.[1];
  const plain = last.replace(/\[[^\]]*\]/g, "");
  const named = /[.#][\w-]+/.exec(plain)?.[0];
  if (named !== undefined) return named;
  if (attribute !== undefined) return `[${attribute.toLowerCase()}`;
  return /^[a-z][\w-]*/i.exec(plain)?.[0].toUpperCase();
}

/** Heaviest first. */
function matching(element: DomElement, index: Index): Rule[] {
  const keys = [
    element.nodeName,
    `#${element.getAttribute("id") ?? ""}`,
    ...(element.getAttribute("class") ?? "").split(/\s+/).map((name) => `.${name}`),
    ...element.getAttributeNames().map((name) => `[${name.toLowerCase()}`),
  ];
  const rules = keys.flatMap((key) => index.get(key) ?? []);
  if (rules.length === 0) return rules;
  return rules.filter(({ selector }) => matches(element, selector)).sort((a, b) => b.weight - a.weight);
}

function matches(element: DomElement, selector: string): boolean {
  try {
    return element.matches(selector);
  } catch {
    return false;
  }
}
