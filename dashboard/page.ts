// What a page of the dashboard is: its address, what it shows, and what may be done there.
import type { Backend } from "../core/jobs/index.ts";
import type { Html } from "./html.ts";
import type { Dashboard } from "./options.ts";
import type { IconName } from "./parts/icons.ts";

/** What a page is given at each request. */
export type PageCall = {
  backend: Backend;
  dashboard: Dashboard;
  /** Of the address: `{ id: "brf_…" }` for `/jobs/:id`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Milliseconds since the epoch, the same for all of one rendering. */
  now: number;
  /** This page is rendered again because somebody looks at it, not for the first time. */
  again: boolean;
};

export type View = {
  title: string;
  /** Above the title: where it belongs. */
  crumb?: { label: string; href: string };
  /** Beside the title, in the same line: what may be done with all of the page. */
  tools?: Html | undefined;
  body: Html;
  /**
   * The query with which the page is rendered again while it is looked at, by default its own. `false`: it never changes.
   */
  live?: string | false;
  /** At most so often, where a rendering asks more of the queues than to read. */
  everyMs?: number;
  /** Loads the chart library. */
  charts?: boolean;
  /** Default 200; of an action that gives its form back, 422. */
  status?: 200 | 400 | 404 | 503;
};

/** What an action leaves behind: the reader is told so, on the page where the action was or on another one. */
export type Done = {
  note: string;
  /** Below the dashboard: `/jobs`. By default the reader stays; without a script, at the page where the action is. */
  to?: string;
  /** The action that takes it back, offered beside the note. */
  undo?: { label: string; path: string; action: string; fields?: Record<string, string> };
};

/** A `View` in place of `Done`: the form has to be filled in again, or (status 200) it shows what was asked for. */
export type Action = (call: PageCall, form: URLSearchParams) => Promise<Done | View>;

type Answering = {
  /** Something else than a page: a document for a frame, a list for the palette, a download. */
  answer(call: PageCall): Promise<Response>;
};

type Rendering = {
  answer?: never;
  /** In the navigation, in the order of the pages. */
  nav?: { label: string; icon: IconName; badge?: "dead" | "paused" };
  /** @throws VisibleError, StoreError: shown as a page of their own. */
  render(call: PageCall): Promise<View>;
  /** What its forms post, by the field `action`. Refused where the dashboard is read-only. */
  actions?: Readonly<Record<string, Action>>;
  /** Of a form as a browser sends it, where it may be larger than others: up to three bytes for one that was filled in. */
  maxFormBytes?: number;
};

/** `path` is below the dashboard, as Hono writes paths: `/jobs/:id`. */
export type Page = { path: string; under?: string } & Rendering;
/** `under`: the page of the navigation that it belongs to. */
export type Route = { path: string; under?: string } & (Rendering | Answering);
