// The runbook, where it is needed: each of its pages under its own heading.
import { readFile } from "node:fs/promises";
import { VisibleError } from "../../core/jobs/index.ts";
import { html } from "../html.ts";
import type { Page } from "../page.ts";

const FILE = new URL("../../docs/runbook.md", import.meta.url);

export const runbookPage: Page = {
  path: "/runbook",
  under: "/dead",
  async render() {
    const text = await readFile(FILE, "utf8").catch((error: unknown) => {
      throw new VisibleError(
        "not-found",
        "docs/runbook.md is not here; read it in the repository",
        {},
        { cause: error },
      );
    });
    const [intro = "", ...pages] = text.split(/^## /m).map((part) => part.trim());
    const sections = pages.map((page) => {
      const [title = "", ...lines] = page.split("\n");
      return { title, id: slug(title), body: lines.join("\n").trim() };
    });
    return {
      title: "Runbook",
      live: false,
      body: html`<pre class="prose">${intro.replace(/^# .*\n+/, "")}</pre>
<nav aria-label="Pages of the runbook"><ul class="chips">${sections.map(({ title, id }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${sections.map(({ title, id, body }) => html`<section id="${id}"><h2>${title}</h2><pre class="prose">${body}</pre></section>`)}`,
    };
  },
};

/** As GitHub makes the anchors of headings. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");
