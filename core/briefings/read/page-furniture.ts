// Removes from a parsed page what surrounds its article: navigation, sharing, other stories, captions, advertisements, comments.
import { hasWords } from "../text/words.ts";
import type { DomDocument, DomElement, DomNode } from "./dom.ts";
import { measureProse } from "./prose.ts";

/** What is never part of an article's text, by its tag or its role. */
const byTag =
  'svg, iframe, button, nav, menu, dialog, aside, figure:not(:has(table, blockquote, pre, code, p)), input, select, textarea, label, footer, [role="navigation"], [role="dialog"], [role="complementary"], [role="contentinfo"], [role="search"], .mw-editsection, sup.reference';

/** What pages call such parts in their classes and ids. */
const partNames = [
  // Other stories
  "related|related-?(?:articles?|posts?|stories|content|links?|news|topics)|recommend(?:ed|ations?)|read-?(?:more|also|next)|more-?(?:stories|news|articles|posts|on)|see-also|also-read|leer-mas|lee-tambien|lire-aussi|trending|most-(?:read|popular)|popular-posts|latest-(?:news|posts)|next-?(?:post|story|article)|prev(?:ious)?-(?:post|story|article)|post-?nav(?:igation)?|interesting-articles|inline-teaser|suggest(?:ed|ions)|up-next|next-up|more-from|read-on|recirc(?:ulation)?|cross-?links?|outbrain|taboola|featured-(?:posts|stories|articles)|popular-(?:stories|articles)",
  // Sharing, letters, ratings
  "shar(?:e|ing)|shar(?:e|ing)-?(?:bar|buttons?|links?|tools?|title)|sharedaddy|addtoany|heateor|shariff|social|social-?(?:media|share|links?|icons?|bar|buttons?|sharing)|newsletter|newsletter-?(?:signup|form|teaser)|sign-?up|subscribe|subscription|(?:post-)?ratings?|(?:news|article)-rate|like-post|likes|cta|call-to-action|donat(?:e|ion)s?|pay-?wall|reg-?wall|login|registration|banner|overlay|lightbox|disclosure|disclaimer|affiliate-?(?:disclosure|notice|hint)",
  // About the author, the picture, the page
  "author-?(?:bio|box|info|card|description|profile)|authors?-?about|by-?lines?|post-author|post-author-bio|about-(?:the-)?author|saboxplugin-wrap|(?:wp-)?caption(?:-text)?|img-caption|(?:image|photo|picture)-?(?:caption|credits?|description|copyright)|img-metadata|media__?-?(?:description|caption|copyright)|copyright|credits?|breadcrumbs?|pagination|pager|table-of-contents|toc|ez-toc-container|tags|tag-?(?:list|cloud)|(?:post|article)-tags|entry-(?:meta|footer)|(?:post|article)-(?:meta|footer)",
  // Readers' comments, advertisements, notices, the frame of the page
  "comments?|comments?-?(?:form|respond)|disqus_thread|respond|kommentare?|commentlist|advert(?:isement|s)?|ad-?(?:slot|unit|label)|anzeige|werbung|sponsored|promo(?:tion)?|cookie-?(?:banner|notice|consent|bar)|gdpr|popup|modal|(?:page|site)-?(?:footer|header|branding|description)|masthead|footer|sidebar|menu|gallery|slide-?show|video-js|vjs-control-bar|(?:video|audio|media)-?player|jwplayer|mejs-container|plyr|navbar|site-nav|twitter-tweet|instagram-media|wp-embedded-content",
].join("|");
const names = new RegExp(
  `(?:^|\\s|__|[-_])(?:${partNames})(?:[-_]*(?:wrapper|container|box|block|section|widget|area|list|inner|module|\\d+))?(?=$|\\s|--|__)`,
  "i",
);
const teaserName = /(?:^|[\s_-])teasers?(?=$|[\s_-])/i;
const contentNames = /(?:^|\s|__|[-_])(?:entry|post|article|story|main|page|body)[-_]*(?:content|body|text)/i;
/** A part that holds more of the page's running text than this is its article, whatever it is called. */
const largestShare = 0.4;
/** What may be longer than the article, which is then a text of some length beside it. In characters. */
const longName = /comment|kommentar|disqus|respond|gallery|slide-?show|related|recommend/i;
const leastRest = 1_000;
/** What is left of a page without its footer is an article. In characters. */
const leastProse = 300;

export function removeFurniture(document: DomDocument): void {
  unwrapForms(document);
  const { body } = document;
  if (body === null) return;
  const proseOf = measureProse(body);
  const most = proseOf(body) * largestShare;
  const isSmall = (element: DomNode) => proseOf(element) <= most;
  for (const element of [...document.querySelectorAll(byTag)]) if (isSmall(element)) element.remove();
  const leaves = (element: DomNode, least: number) => proseOf(body) - proseOf(element) >= least;
  for (const footer of [...body.querySelectorAll("article footer")])
    if (leaves(footer, leastProse) && !holdsArticle(footer)) footer.remove();
  for (const element of [...body.querySelectorAll("[class], [id]")]) {
    if (!isSmall(element) && !(longName.test(nameOf(element)) && leaves(element, leastRest))) continue;
    if (isFurniture(element) && !holdsArticle(element)) element.remove();
  }
}

function isFurniture(element: DomElement): boolean {
  if (
    /^(?:html|body|main|article|p|a|span|em|strong|b|i|h1|img|td|tr|table|tbody)$/i.test(element.nodeName)
  ) {
    return (
      /^(?:p|span)$/i.test(element.nodeName) &&
      /(?:^|[\s_-])(?:caption|credits?|copyright)(?=$|[\s_-])/i.test(nameOf(element))
    );
  }
  const name = nameOf(element);
  if (teaserName.test(name) && element.querySelector("a[href]") !== null) return true;
  return names.test(name) && !contentNames.test(name);
}

/** What an element is called, in its classes and its id: "AuthorBox" as "Author-Box". */
function nameOf(element: DomElement): string {
  const name = `${element.getAttribute("class") ?? ""} ${element.getAttribute("id") ?? ""}`.slice(0, 500);
  return name.replace(/(\p{Ll})(?=\p{Lu})/gu, "$1-");
}

function holdsArticle(element: DomElement): boolean {
  return [...element.querySelectorAll("h1, article, main, [itemprop~=articleBody]")].some(
    (part) => part.nodeName === "MAIN" || !longName.test(nameOf(part)),
  );
}

/** Some systems put the whole page into a form, and Readability throws forms away: their place is taken by what is in them. */
function unwrapForms(document: DomDocument): void {
  for (const form of [...document.querySelectorAll("form, fieldset")]) {
    const isForAnswers =
      !hasWords(form.textContent ?? "", 60) || form.querySelector("p, h1, article") === null;
    if (isForAnswers) form.remove();
    else form.replaceWith(...childrenOf(form));
  }
}

function childrenOf(element: DomElement): DomNode[] {
  const children: DomNode[] = [];
  for (let child = element.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
