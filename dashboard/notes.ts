// What an action leaves behind for the next page: a note in a cookie, shown once.
import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
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
/** Cookies know no ports: another server of this machine can write ours. A note has a button, so it is signed. */
const KEY = randomBytes(32).toString("base64url");
const LONGEST = 600;
/** A browser keeps a cookie of at most 4,096 bytes, and drops a larger one: three for each byte that is not ASCII. */
const MOST_BYTES = 3_800;

export async function writeNote(context: Context, note: Note): Promise<void> {
  await setSignedCookie(context, COOKIE, fitting(note), KEY, {
    path: BASE,
    httpOnly: true,
    sameSite: "Strict",
    maxAge: 60,
  });
}

/** The note as JSON, its text as long as a cookie holds it. */
function fitting(note: Note): string {
  for (let length = LONGEST; ; length = Math.floor(length / 2)) {
    const text = note.text.length > length ? `${note.text.slice(0, length)}…` : note.text;
    const written = JSON.stringify({ ...note, text });
    if (length === 0 || encodeURIComponent(written).length <= MOST_BYTES) return written;
  }
}

/** Undefined when there is none, or when it is not one of ours. */
export async function takeNote(context: Context): Promise<Note | undefined> {
  if (getCookie(context, COOKIE) === undefined) return undefined;
  deleteCookie(context, COOKIE, { path: BASE });
  const cookie = await getSignedCookie(context, KEY, COOKIE);
  if (!cookie) return undefined;
  try {
    return Note.safeParse(JSON.parse(cookie)).data;
  } catch {
    return undefined;
  }
}
