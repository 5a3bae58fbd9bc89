// Removes what a page holds and does not show: no reader sees it, and it is a road for instructions to a model.
import type { DomElement } from "./dom.ts";
import { declarationsOf, hidesAll, hidingProperties } from "./inline-style.ts";
import { measureProse } from "./prose.ts";
import { type HidingRules, readHidingRules } from "./style-rules.ts";

/** Never shown: fallbacks for readers without scripts (which double what is shown), and templates for scripts. */
const neverShown = "noscript, template, noframes, noembed, dialog:not([open])";
/** What frameworks call text that is for screen readers only, or for nobody. */
const hiddenClass =
  /(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|d-none|hidden|is-hidden|element-invisible|off-?screen)(?=\s|$)/i;
/** "d-none d-md-block", "hidden lg:flex": hidden on small screens only. */
const shownOnSomeScreens =
  /(?:^|\s)(?:d-(?:sm|md|lg|xl|xxl)-(?!none)|(?:sm|md|lg|xl|2xl):(?!hidden))[a-z-]+/i;

/**
 * Removes every element that is hidden by its tag, its attributes, its inline style or the page's own style sheets
 * (`styles`, the contents of its style elements). Sheets in other files are not loaded. What a sheet hides until a
 * script shows it may be the article: a part that holds most of the page's running text stays.
 */
export function removeHidden(root: DomElement, styles: string[] = []): void {
  for (const element of root.querySelectorAll(neverShown)) element.remove();
  const rules = readHidingRules(styles);
  const proseOf = rules === undefined ? () => 0 : measureProse(root);
  const most = proseOf(root) / 2;
  // Decided before anything is removed: a rule may tell an element by where it stands among others.
  const elements = [...root.querySelectorAll("*")].map((element) => ({
    element,
    bySheet:
      rules === undefined || isPageItself(element) || proseOf(element) > most
        ? undefined
        : rules.effectOn(element),
  }));
  for (const { element, bySheet } of elements) {
    if (element.parentNode === null || isPageItself(element)) continue;
    const style = declarationsOf(element.getAttribute("style") ?? "");
    const isHidden =
      isHiddenByAttribute(element) ||
      hidesAll(style) ||
      (bySheet?.isHidden === true && !style.has("display"));
    if (isHidden) element.remove();
    else {
      const alsoBySheet = bySheet?.textHiddenBy.filter((name) => !style.has(name)) ?? [];
      removeInvisibleText(element, [...hidingProperties(style), ...alsoBySheet], rules);
      // What is left is shown. Readability judges these by simpler rules.
      for (const name of ["hidden", "aria-hidden", "style"]) element.removeAttribute(name);
    }
  }
}

/** Pages hide themselves until their scripts have run: that hides nothing from a reader. */
function isPageItself(element: DomElement): boolean {
  return /^(?:html|head|body|meta|title|link|script)$/i.test(element.nodeName);
}

function isHiddenByAttribute(element: DomElement): boolean {
  const hidden = element.getAttribute("hidden");
  // "until-found" is what a reader can find and open, as with <details>.
  if (hidden !== null && hidden.toLowerCase() !== "until-found") return true;
  const names = element.getAttribute("class") ?? "";
  if (hiddenClass.test(names) && !shownOnSomeScreens.test(names)) return true;
  return element.getAttribute("aria-hidden")?.trim().toLowerCase() === "true" && !isBehindDialog(element);
}

/** A page behind an open dialog is hidden from screen readers, and is seen all the same. */
function isBehindDialog(element: DomElement): boolean {
  return element.querySelector("h1, article, main") !== null;
}

/** Spares elements that set the properties anew: mails and menus set a size of 0 around what has one. */
function removeInvisibleText(
  element: DomElement,
  properties: string[],
  rules: HidingRules | undefined,
): void {
  if (properties.length === 0) return;
  const shown: DomElement[] = [];
  for (const inner of element.querySelectorAll("*")) {
    if (shown.at(-1)?.contains(inner) === true) continue;
    const style = declarationsOf(inner.getAttribute("style") ?? "");
    const stillHiding = hidingProperties(style);
    const setsAnew = (name: string) =>
      style.has(name) ? !stillHiding.includes(name) : rules?.showsText(inner, name) === true;
    if (properties.every(setsAnew)) shown.push(inner);
  }
  if (shown.length === 0) element.remove();
  else element.replaceChildren(...shown);
}
