// Why a job does not run now, in sentences, with their times.
import type { Wait } from "../../core/jobs/operate/inspector.ts";
import { type Html, html } from "../html.ts";
import { since, when } from "./words.ts";

/** An attempt that runs is no wait. */
export const waitLines = (waits: readonly Wait[], now: number): Html[] =>
  waits
    .filter(({ by }) => by !== "attempt")
    .map(({ reason, since: began, until }) => {
      const capital = reason.slice(0, 1).toUpperCase() + reason.slice(1);
      const first = began === undefined ? "" : html` <span class="soft">for ${since(began, now)}</span>`;
      const then =
        until !== undefined && until > now ? html`<span class="soft">, over ${when(until, now)}</span>` : "";
      return html`<span class="wait">${capital}${first}${then}</span>`;
    });
