// A briefing as one HTML page that needs nothing else: no script, no request, printable, light and dark. It is an e-mail too.
import type { Briefing, BriefingSource, CitedText, Item } from "./briefing.ts";
import { describeCoverage, describeGenerator, describeItem, describeSource } from "./describe.ts";
import { labelsFor } from "./labels.ts";
import { css } from "./render-style.ts";

/** Every text is escaped, only http and https are linked, and the page's own policy forbids scripts and requests. */
export function renderHtml(briefing: Briefing): string {
  return `<!doctype html>
<html lang="${escapeHtml(briefing.language)}" dir="${directionOf(briefing.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(briefing.title)}</title>
<style>${css}</style>
</head>
<body>
<div class="page" role="main">
<header>
<h1 dir="auto">${escapeHtml(briefing.title)}</h1>
<p class="facts" lang="en" dir="auto">${escapeHtml(describeGenerator(briefing))}</p>
</header>
${renderSections(briefing)}
</div>
</body>
</html>
`;
}

/** What stands below the title, for a page that has a title and a style of its own. As safe as the whole page. */
export function renderSections(briefing: Briefing): string {
  const labels = labelsFor(briefing.language);
  return `<section class="bottom-line">
<h2>${escapeHtml(labels.bottomLine)}</h2>
<p dir="auto">${briefing.bottomLine.map(cited).join(" ")}</p>
</section>
<section>
<h2>${escapeHtml(labels.stories)}</h2>
${briefing.items.map((item) => renderItem(item, briefing)).join("\n")}
</section>
${section(
  labels.disagreements,
  briefing.disagreements.map(
    ({ about, statements }) => `<h3 dir="auto">${escapeHtml(about)}</h3>\n${list(statements)}`,
  ),
)}${section(
  labels.alsoNotable,
  briefing.alsoNotable.length === 0
    ? []
    : [list(briefing.alsoNotable.map(({ headline, sources }) => ({ text: headline, sources })))],
)}<section class="sources">
<h2>${escapeHtml(labels.sources)}</h2>
<ol>
${briefing.sources.map(renderSource).join("\n")}
</ol>
</section>
<footer>
<h2>${escapeHtml(labels.coverage)}</h2>
<ul lang="en" dir="auto">
${[...describeCoverage(briefing), ...briefing.notes].map((line) => `<li>${escapeHtml(line)}</li>`).join("\n")}
</ul>
</footer>`;
}

function renderItem(item: Item, briefing: Briefing): string {
  const language = item.language === undefined ? "" : ` lang="${escapeHtml(item.language)}"`;
  const sentences =
    briefing.style === "bullets"
      ? list(item.sentences)
      : `<p dir="auto">${item.sentences.map(cited).join(" ")}</p>`;
  const labels = labelsFor(briefing.language);
  const why =
    item.whyItMatters === undefined
      ? ""
      : `\n<p class="why" dir="auto"><strong>${escapeHtml(labels.whyItMatters)}:</strong> ${cited(item.whyItMatters)}</p>`;
  return `<article${language}>
<h3 dir="auto">${escapeHtml(item.headline)}</h3>
<p class="facts" dir="auto">${escapeHtml(describeItem(item, briefing.language))}</p>
${sentences}${renderAlso(item, labels.also)}${why}
</article>`;
}

/** The headlines that the story's other sources gave it. */
function renderAlso({ also = [] }: Item, label: string): string {
  if (also.length === 0) return "";
  const headlines = also.map(({ headline, sources }) => cited({ text: headline, sources })).join("; ");
  return `\n<p class="facts" dir="auto">${escapeHtml(label)}: ${headlines}</p>`;
}

function section(heading: string, parts: string[]): string {
  return parts.length === 0
    ? ""
    : `<section>\n<h2>${escapeHtml(heading)}</h2>\n${parts.join("\n")}\n</section>\n`;
}

function list(texts: CitedText[]): string {
  return `<ul>\n${texts.map((text) => `<li dir="auto">${cited(text)}</li>`).join("\n")}\n</ul>`;
}

function cited({ text, sources }: CitedText): string {
  const marks = sources.map((id) => `<a href="#source-${id}">[${id}]</a>`).join("");
  return `${escapeHtml(text)} <sup>${marks}</sup>`;
}

function renderSource(source: BriefingSource): string {
  const title = escapeHtml(source.title);
  const isWeb = source.url !== undefined && /^https?:\/\//i.test(source.url);
  const link = isWeb
    ? `<a href="${escapeHtml(source.url ?? "")}" rel="noopener noreferrer nofollow">${title}</a>`
    : title;
  return `<li id="source-${source.id}" value="${source.id}" dir="auto">${link} <span class="facts">${escapeHtml(describeSource(source))}</span></li>`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export function directionOf(language: string): "ltr" | "rtl" {
  return /^(?:ar|he|fa|ur|ps|sd|ug|yi|dv|ckb)\b/i.test(language) ? "rtl" : "ltr";
}
