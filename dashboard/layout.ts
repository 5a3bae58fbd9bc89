// The one layout: navigation at the side, the page beside it. All that moves is below the body.
import { asset } from "./assets.ts";
import { at, BASE } from "./base.ts";
import { type Html, html } from "./html.ts";
import type { Note } from "./notes.ts";
import type { Dashboard } from "./options.ts";
import type { Route, View } from "./page.ts";
import { postButton } from "./parts/buttons.ts";
import { type IconName, icon } from "./parts/icons.ts";
import { number } from "./parts/words.ts";
import type { Shell } from "./shell.ts";

type Parts = {
  dashboard: Dashboard;
  /** Undefined where there is no such page. */
  page: Route | undefined;
  view: View;
  note: Note | undefined;
  /** Of the page, below the dashboard: `/jobs`, nothing for the first page. */
  path: string;
  /** With its `?`. */
  search: string;
  theme: string | undefined;
  shell: Shell;
};

export function layout({ dashboard, page, view, note, path, search, theme, shell }: Parts): Html {
  const live =
    view.live === false ? undefined : at(path) + (view.live === undefined ? search : `?${view.live}`);
  return html`<!doctype html>
<html lang="en"${theme && html` data-theme="${theme}"`}>
<head>
${head(`${view.title} · ${dashboard.app.name}`)}
<script src="${BASE}${asset("idiomorph.js").path}" defer></script>
${view.charts && html`<link rel="stylesheet" href="${BASE}${asset("uplot.css").path}"><script src="${BASE}${asset("uplot.js").path}" defer></script><script type="module" src="${BASE}${asset("charts.js").path}"></script>`}
<script type="module" src="${BASE}${asset("dashboard.js").path}"></script>
</head>
<body${live !== undefined && html` data-live="${live}"`} data-find="${at("/find")}">
<a class="skip" href="#main">Skip to the page</a>
${side(dashboard, page, shell)}
<main id="main" tabindex="-1">
<div id="trouble" class="banner trouble" role="status" data-keep hidden></div>
${shell.paused && pausedBanner(dashboard)}
<div id="notes" role="status" data-keep>${note && noteLine(dashboard, note)}</div>
${view.crumb && html`<p class="crumb"><a href="${view.crumb.href}">${view.crumb.label}</a></p>`}
<div class="heading"><h1>${view.title}</h1>${view.tools && html`<div class="tools">${view.tools}</div>`}</div>
${view.body}
</main>
${palette}
</body>
</html>`;
}

export const head = (title: string): Html => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${BASE}${asset("icon.svg").path}">
<link rel="stylesheet" href="${BASE}${asset("dashboard.css").path}">`;

function side(
  { pages, app, place, readOnly, tokens }: Dashboard,
  here: Route | undefined,
  shell: Shell,
): Html {
  const links = pages.flatMap((page) => {
    if (page.answer || !page.nav) return [];
    const { label, icon: picture, badge } = page.nav;
    const isHere = page === here || here?.under === page.path;
    const count =
      badge === "dead" && shell.dead
        ? html`<span class="badge" title="in the dead-letter queue">${number(shell.dead)}</span>`
        : undefined;
    return [navLink(at(page.path === "/" ? "" : page.path), label, picture, isHere, count)];
  });
  return html`<header class="side">
<div class="brand"><a href="${BASE}">${app.name}</a><span class="place">${place}${readOnly && html` · <span class="read-only">read-only</span>`}</span></div>
<nav aria-label="Pages"><ul>${links}</ul></nav>
<div class="foot">
<button type="button" class="quiet" data-palette>${icon("search")}<span>Find</span><kbd>Ctrl K</kbd></button>
<button type="button" class="quiet live" data-live-switch aria-pressed="true"><span class="dot"></span><span data-live-state>Live</span></button>
<button type="button" class="quiet" data-theme-switch>${icon("theme")}<span>Light or dark</span></button>
${tokens.length > 0 && html`<form method="post" action="${at("/logout")}" data-plain><button class="quiet">${icon("out")}<span>Log out</span></button></form>`}
</div>
</header>`;
}

const navLink = (
  href: string,
  label: string,
  picture: IconName,
  isHere: boolean,
  badge: Html | undefined,
): Html =>
  html`<li><a href="${href}"${isHere && html` aria-current="page"`}>${icon(picture)}<span>${label}</span>${badge}</a></li>`;

export const noteLine = (dashboard: Dashboard, { kind, text, undo }: Note): Html =>
  html`<div class="banner ${kind}">${icon(kind === "done" ? "check" : "fault")}<p>${text}</p>${
    undo && postButton(dashboard, { ...undo, kind: "quiet" })
  }<button type="button" class="quiet" data-dismiss aria-label="Dismiss">×</button></div>`;

const pausedBanner = (dashboard: Dashboard): Html =>
  html`<div class="banner warning">${icon("pause")}<p>The consumer is paused: jobs are taken in and wait.</p>${postButton(
    dashboard,
    { path: "/", action: "resume", label: "Resume" },
  )}</div>`;

/** Filled in by the page's script. */
const palette: Html = html`<dialog id="palette" aria-label="Find a page or a job" data-keep>
<input type="text" role="combobox" aria-expanded="true" aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="A page, a job id, or words of a job" aria-label="Find a page or a job">
<ul id="found" role="listbox" aria-label="Found"></ul>
<p class="soft" role="status"></p>
</dialog>`;
