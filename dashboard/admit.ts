// Who may ask the dashboard for what: its headers, requests from other sites, the session, and read-only mode.
import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import { assetAt } from "./assets.ts";
import { BASE } from "./base.ts";
import { formLimit } from "./form-limit.ts";
import type { Dashboard } from "./options.ts";
import { loginPage, READ_ONLY, refusedPage } from "./pages/login.ts";
import { createSession, isSession, isToken, SESSION_SECONDS } from "./session.ts";

const COOKIE = "dashboard-session";
/** Before a wrong token is refused. Guessing a token of any length is hopeless; this keeps the log short. */
const WRONG_TOKEN_MS = 500;
/** It is read before anybody has shown who they are. */
const MAX_LOGIN_BYTES = 16 * 1024;

/** Scripts, styles and pictures are files of ours, or there are none. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

export function admit(server: Hono, { tokens, readOnly, app }: Dashboard): void {
  server.use(
    secureHeaders({
      contentSecurityPolicy: POLICY,
      // It would hold for everything else on this host too.
      strictTransportSecurity: false,
      // The API answers at the same origin without it.
      originAgentCluster: false,
      crossOriginResourcePolicy: "same-origin",
      // With `no-referrer` a browser hides the origin of a form that is sent, and the guard could not know it.
      referrerPolicy: "same-origin",
      xFrameOptions: "DENY",
      // A document for a frame brings its own.
      overwrite: false,
    }),
  );
  server.use(async (context, next) => {
    context.header("cache-control", "no-store");
    await next();
  });
  // The guard before us lets any page of this machine ask. To change something, it must be one of ours.
  server.use(async (context, next) => {
    if (isSafe(context) || isOfOurPages(context)) return await next();
    return context.text(FOREIGN, 403);
  });

  // Where a reload leads after a token that was wrong.
  server.get("/login", (context) => context.redirect(BASE));
  server.post("/login", formLimit(MAX_LOGIN_BYTES), async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const token = form.get("token") ?? "";
    const to = pathOfOurs(form.get("to"));
    if (tokens.length === 0) return context.redirect(BASE, 303);
    if (!isToken(token, tokens)) {
      await new Promise((resolve) => setTimeout(resolve, WRONG_TOKEN_MS));
      return context.html(loginPage({ app, to, wrong: true }).toString(), 401);
    }
    setCookie(context, COOKIE, createSession(token, Date.now()), {
      path: BASE,
      httpOnly: true,
      sameSite: "Strict",
      secure: context.req.url.startsWith("https:"),
      maxAge: SESSION_SECONDS,
    });
    return context.redirect(to, 303);
  });
  server.post("/logout", (context) => {
    deleteCookie(context, COOKIE, { path: BASE });
    return context.redirect(BASE, 303);
  });

  server.use(async (context, next) => {
    // Assets say nothing of the jobs, and the login page needs them. Where there is none, a page would say so.
    const isOpen = tokens.length === 0 || assetAt(context.req.path.slice(BASE.length)) !== undefined;
    if (!isOpen && !mayEnter(context, tokens)) {
      const { pathname, search } = new URL(context.req.url);
      return context.html(loginPage({ app, to: pathname + search }).toString(), 401);
    }
    if (readOnly && !isSafe(context)) {
      // The page's own script tells it where it was tried.
      const isOwn = context.req.header("x-dashboard") !== undefined;
      return isOwn ? context.text(READ_ONLY, 403) : context.html(refusedPage().toString(), 403);
    }
    return await next();
  });
}

const FOREIGN = "Nothing was changed: a change must come from a page of the dashboard at this address.";

const isSafe = ({ req }: Context): boolean => req.method === "GET" || req.method === "HEAD";

/** Whatever its content type says: a browser tells where a POST comes from, in one of these at least. */
const isOfOurPages = ({ req }: Context): boolean =>
  req.header("sec-fetch-site") === "same-origin" || req.header("origin") === new URL(req.url).origin;

function mayEnter(context: Context, tokens: readonly string[]): boolean {
  const bearer = /^Bearer +(\S+) *$/i.exec(context.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined && isToken(bearer, tokens)) return true;
  return isSession(getCookie(context, COOKIE), tokens, Date.now());
}

/** Nobody is sent to another site after the login, and no header ends early: an address as browsers write it, or the first page. */
function pathOfOurs(to: string | null): string {
  const isOurs = to !== null && new RegExp(`^${BASE}(?:[/?][!-[\\]-~]*)?$`).test(to);
  return isOurs ? to : BASE;
}
