// A trend beside a number: bars without axes, told in words too.
import { type Html, html } from "../html.ts";

const HEIGHT = 22;
const STEP = 4;

/** @param words what it shows, for who does not see it and on hover. */
export function sparkline(values: readonly number[], words: string): Html {
  const most = Math.max(1, ...values);
  const width = values.length * STEP;
  return html`<svg class="spark" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-label="${words}"><title>${words}</title>${values.map(
    (value, index) => {
      const height = value === 0 ? 1 : Math.max(2, Math.round((value / most) * HEIGHT));
      return html`<rect x="${index * STEP}" y="${HEIGHT - height}" width="${STEP - 1}" height="${height}"${value === 0 && html` class="none"`}/>`;
    },
  )}</svg>`;
}
