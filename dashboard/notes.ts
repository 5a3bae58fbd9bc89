// What an action leaves behind for the next page: a note in a cookie, shown once.
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import * as z from "zod";
import { byName } from "../local/by-name.ts";
import { BASE } from "./base.ts";

const Note = z.object({
  kind: z.enum(["done", "failed"]),
  text: z.string(),
  undo: z
    .object({
      label: z.string(),
      path: z.string(),
      action: z.string(),
      fields: byName(z.string())
        .transform(Object.fromEntries<string>)
        .optional(),
    })
    .optional(),
});
export type Note = z.infer<typeof Note>;

const COOKIE = "dashboard-note";
/** A cookie holds 4 KB. */
const LONGEST = 600;

export function writeNote(context: Context, note: Note): void {
  const text = note.text.length > LONGEST ? `${note.text.slice(0, LONGEST)}…` : note.text;
  setCookie(context, COOKIE, JSON.stringify({ ...note, text }), {
    path: BASE,
    httpOnly: true,
    sameSite: "Strict",
    maxAge: 60,
  });
}

/** Undefined when there is none, or when it is not one of ours. */
export function takeNote(context: Context): Note | undefined {
  const cookie = getCookie(context, COOKIE);
  if (cookie === undefined) return undefined;
  deleteCookie(context, COOKIE, { path: BASE });
  try {
    return Note.safeParse(JSON.parse(cookie)).data;
  } catch {
    return undefined;
  }
}
