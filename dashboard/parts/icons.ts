// The pictures of the navigation and of notes: lines on a grid of 16, in the colour of the text.
import { type Html, html, raw } from "../html.ts";

const LINES = {
  overview: "M2 13V9M6 13V5M10 13V7M14 13V3",
  jobs: "M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.01M2 8h.01M2 12h.01",
  dead: "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5l1 1.5h3l1-1.5H14",
  schedules: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.2L10 10",
  queues: "M2 4.5 8 2l6 2.5L8 7zM2 8l6 2.5L14 8M2 11.5 8 14l6-2.5",
  new: "M8 3v10M3 8h10",
  list: "M4 2h8v12H4zM6.5 5.5h3M6.5 8h3M6.5 10.5h1.5",
  settings: "M2 5h7M12.5 5H14M2 11h1.5M7 11h7M9 3.3v3.4h3.5V3.3zM3.5 9.3v3.4H7V9.3z",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5 14 14",
  check: "M3 8.5 6.5 12 13 4.5",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1",
  fault: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3.5M8 11v.1",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3l8 5-8 5z",
  theme: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
  out: "M9 3h4v4M13 3 7.5 8.5M11.5 9.5V13H3V4.5h3.5",
  menu: "M2 4h12M2 8h12M2 12h12",
} as const;
export type IconName = keyof typeof LINES;

/** Says nothing to a screen reader: text stands beside it. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${raw(LINES[name])}"/></svg>`;
