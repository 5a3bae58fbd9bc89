// What a dashboard is made of: whose jobs it shows, and what may be done there.
import type { App } from "../core/define-app.ts";
import type { Backend } from "../core/jobs/index.ts";
import type { Finding } from "../core/jobs/operate/inspector.ts";
import type { Route } from "./page.ts";

/** What an app adds of its own to the dashboard of its jobs. */
export type Extension = {
  pages: readonly Route[];
  /** By job type: its result as one HTML document. It is shown in a frame that runs no script and loads nothing. */
  results: Readonly<Record<string, (result: unknown) => string | undefined>>;
};

export type DashboardOptions = {
  app: Pick<App, "name" | "description">;
  backend: Backend;
  /** What the reader sees of where they are: `embedded AWS`, `stage production`. */
  place: string;
  /** Of the code that serves it. */
  release?: string;
  /** Nothing can be changed from it. */
  readOnly?: boolean;
  /** Whoever knows one of these may use it. Without any, everybody who reaches the server. */
  tokens?: readonly string[];
  /** Between two renderings of a page that is looked at. Longer where each costs money. Default 1,000. */
  liveMs?: number;
  extension?: Extension;
  /** How a verb is called for this system: `jobs show ID` → `npx shop jobs show ID --stage production`. */
  command?: (words: string) => string;
};

/** The options, with what was left out filled in. */
export type Dashboard = Required<DashboardOptions> & {
  pages: readonly Route[];
  /** What the doctor found within the last minute. */
  findings(): readonly Finding[];
};
