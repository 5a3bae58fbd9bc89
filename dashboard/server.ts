// Answers the dashboard's requests: which page it is, what was done there, and the stream that keeps it up to date.
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { trimTrailingSlash } from "hono/trailing-slash";
import { StoreError, VisibleError } from "../core/jobs/index.ts";
import { operatorsMessage } from "../core/jobs/operate/inspector.ts";
import { admit } from "./admit.ts";
import { assetAt } from "./assets.ts";
import { BASE } from "./base.ts";
import { formLimit } from "./form-limit.ts";
import { layout, noteLine } from "./layout.ts";
import { type Streams, streamPage } from "./live.ts";
import { type Note, takeNote, writeNote } from "./notes.ts";
import type { Dashboard } from "./options.ts";
import type { Done, Page, PageCall, View } from "./page.ts";
import { troubleView } from "./pages/trouble.ts";
import { createShell } from "./shell.ts";

/** An edited payload is at most as large as the API takes one, and grows in a form. */
const MAX_FORM_BYTES = 1024 * 1024;

const OUR_FAULT = "That went wrong, and it is our fault: the log of the dashboard says why.";

/** @param closing ends the streams. */
export function createServer(dashboard: Dashboard, closing: AbortSignal): Hono {
  const readShell = createShell(dashboard);
  const streams: Streams = { open: 0 };
  const server = new Hono().basePath(BASE);

  const write = async (context: Context, page: Page | undefined, view: View, note?: Note) => {
    const { pathname, search } = new URL(context.req.url);
    const path = pathname.slice(BASE.length);
    const theme = /\bdashboard-theme=(light|dark)\b/.exec(context.req.header("cookie") ?? "")?.[1];
    return layout({ dashboard, page, view, note, path, search, theme, shell: await readShell() }).toString();
  };

  const show = async (context: Context, page: Page) => {
    const view = await page.render(callOf(dashboard, context)).catch((error: unknown) => {
      if (!isTold(error)) dashboard.backend.log.error({ err: error }, "dashboard page failed");
      return troubleView(error);
    });
    const note = await takeNote(context);
    return context.html(await write(context, page, view, note), view.status ?? 200);
  };

  const stream = (context: Context, page: Page) =>
    streamPage(
      context,
      async () => {
        const view = await page.render(callOf(dashboard, context, true));
        return { markup: await write(context, page, view), everyMs: view.everyMs };
      },
      { everyMs: dashboard.liveMs, closing, streams },
    );

  const act = async (context: Context, page: Page) => {
    const form = new URLSearchParams(await context.req.text());
    const done = await perform(page, callOf(dashboard, context), form);
    if ("body" in done) return context.html(await write(context, page, done), done.status ?? 422);
    const { kind, note: text, undo, to } = done;
    const note: Note = { kind, text, ...(undo && { undo }) };
    const { pathname, search } = new URL(context.req.url);
    // The page's own script says where the reader is, who stays there unless the action leads on. The note comes with the
    // answer then: another tab would take the cookie.
    const from = context.req.header("x-dashboard");
    const location = to === undefined ? (from ?? pathname + search) : BASE + to;
    const isAt = (path: string) => new URL(location, context.req.url).pathname === path;
    if (from !== undefined && isAt(from.split("?", 1)[0] ?? ""))
      return context.html(noteLine(dashboard, note).toString(), 200, { location });
    await writeNote(context, note);
    return from === undefined ? context.redirect(location, 303) : context.body(null, 204, { location });
  };

  admit(server, dashboard);
  // `/dashboard/` is what people type.
  server.use(trimTrailingSlash());
  server.get("/assets/*", (context) => {
    const found = assetAt(context.req.path.slice(BASE.length));
    if (!found) return context.notFound();
    const { content, type } = found;
    context.header("cache-control", "public, max-age=31536000, immutable");
    return context.body(new Uint8Array(content), 200, { "content-type": type });
  });
  for (const route of dashboard.pages) {
    if (route.answer) {
      server.get(route.path, (context) => route.answer(callOf(dashboard, context)));
      continue;
    }
    server.get(route.path, (context) => {
      // Nobody takes anything from a stream of which the head alone was asked for, and it would not end.
      const wantsStream =
        context.req.method === "GET" && context.req.header("accept") === "text/event-stream";
      return wantsStream ? stream(context, route) : show(context, route);
    });
    if (!route.actions) continue;
    server.post(route.path, formLimit(route.maxFormBytes ?? MAX_FORM_BYTES), (context) =>
      act(context, route),
    );
  }
  // Of an answer that is no page: pages tell of their own troubles.
  server.onError(async (error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof VisibleError) {
      const view: View = { ...troubleView(error), live: false };
      return context.html(await write(context, undefined, view), view.status);
    }
    if (error instanceof StoreError) return context.text(error.message, 503);
    dashboard.backend.log.error({ err: error }, "dashboard answer failed");
    return context.text(OUR_FAULT, 500);
  });
  server.notFound(async (context) => {
    const view = troubleView(new VisibleError("not-found", "the dashboard has no such page"));
    return context.html(await write(context, undefined, view), 404);
  });
  return server;
}

function callOf(dashboard: Dashboard, context: Context, again = false): PageCall {
  const { backend } = dashboard;
  const query = new URL(context.req.url).searchParams;
  return { backend, dashboard, params: context.req.param(), query, now: backend.now(), again };
}

/** What the operator can mend is told on the page where it was tried. */
async function perform(
  page: Page,
  call: PageCall,
  form: URLSearchParams,
): Promise<(Done & { kind: "done" | "failed" }) | View> {
  const name = form.get("action") ?? "";
  const action = page.actions && Object.hasOwn(page.actions, name) ? page.actions[name] : undefined;
  try {
    if (!action) throw new VisibleError("not-found", `this page has no action ${JSON.stringify(name)}`);
    const done = await action(call, form);
    return "body" in done ? done : { kind: "done", ...done };
  } catch (error) {
    if (isTold(error)) return { kind: "failed", note: operatorsMessage(error) };
    call.backend.log.error({ err: error, action: name }, "dashboard action failed");
    return {
      kind: "failed",
      note: OUR_FAULT,
    };
  }
}

const isTold = (error: unknown): error is VisibleError | StoreError =>
  error instanceof VisibleError || error instanceof StoreError;
