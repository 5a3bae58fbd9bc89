// Says once where the browser's tests are left out; with NEED_CHROMIUM=true that is an error, as CI wants it.
import { findChromium, NO_CHROMIUM } from "./browser.ts";

export default function setup(): void {
  if (findChromium() !== undefined) return;
  if (process.env.NEED_CHROMIUM === "true") throw new Error(NO_CHROMIUM);
  console.warn(`\nSKIPPED: ${NO_CHROMIUM}\n`);
}
