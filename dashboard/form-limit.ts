// How much of a form is read: a larger one is refused, in words that the page's script shows where it was tried.
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { bytes } from "./parts/words.ts";

/** Answers 413 to a form of more than so many bytes, as a browser sends it. */
export const formLimit = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: (context) =>
      context.text(
        `Nothing was changed: what was sent is larger than the ${bytes(maxSize)} that this form takes.`,
        413,
      ),
  });
