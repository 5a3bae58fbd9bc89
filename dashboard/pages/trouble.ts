// The page in place of one that cannot be shown: what is wrong, and what to do.
import { StoreError, VisibleError } from "../../core/jobs/index.ts";
import { at } from "../base.ts";
import { html } from "../html.ts";
import type { View } from "../page.ts";
import { icon } from "../parts/icons.ts";

export function troubleView(error: unknown): View {
  if (error instanceof VisibleError && error.code.endsWith("not-found")) {
    return {
      title: "Not here",
      status: 404,
      live: false,
      body: html`<div class="empty">${icon("search")}<p>${error.message}</p><p><a href="${at("/jobs")}">All jobs</a></p></div>`,
    };
  }
  if (error instanceof VisibleError && error.code.startsWith("invalid")) {
    return {
      title: "Not possible",
      status: 400,
      live: false,
      body: html`<div class="empty">${icon("warning")}<p>${error.message}</p></div>`,
    };
  }
  const isTold = error instanceof VisibleError || error instanceof StoreError;
  const message = isTold
    ? error.message
    : "The page could not be made, and it is our fault: the log of the dashboard says why.";
  return {
    title: "Out of reach",
    status: 503,
    body: html`<div class="empty">${icon("warning")}<p>${message}</p><p class="soft">This page tries again by itself.</p></div>`,
  };
}
