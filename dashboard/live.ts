// Keeps a page that somebody looks at up to date: it is rendered again and again, and sent when it differs.
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "hono";
import { type SSEMessage, type SSEStreamingApi, streamSSE } from "hono/streaming";

/** A stream ends after so long, and the browser opens the next: with the session that it has by then. */
const STREAM_MS = 10 * 60_000;
/** Says that the stream is alive, to the browser and to what is between. */
const SILENCE_MS = 15_000;
/** At most this part of the time is spent on rendering for one reader, however much there is to render. */
const LEAST_PAUSES = 4;
/** However long a rendering took, because the machine was busy for a moment: the next is made after so long. */
const MOST_PAUSE_MS = 10_000;
/** Each is rendered for by itself: this many at once, of all readers together. */
export const MOST_STREAMS = 40;

/** A reader that takes nothing for so long is gone, or wants to keep the place from others. */
export const STALLED_MS = 30_000;

/** How many streams there are. One for each dashboard. */
export type Streams = { open: number };

/**
 * Events: `page`, the content of the body; `trouble`, why it could not be rendered. However much happens, there is one
 * rendering at a time, and the next is made `everyMs` later, or later still where it takes long. A stream too many is sent
 * one page and `full`, and ends: its reader asks again a while later.
 * @param render @throws whatever stands in the way; the stream goes on.
 */
export function streamPage(
  context: Context,
  render: () => Promise<{ markup: string; everyMs?: number | undefined }>,
  options: { everyMs: number; closing: AbortSignal; streams: Streams },
): Response {
  const { everyMs, closing, streams } = options;
  const isFull = streams.open >= MOST_STREAMS;
  let isCounted = !isFull;
  if (isCounted) streams.open++;
  const leave = () => {
    if (isCounted) streams.open--;
    isCounted = false;
  };
  const response = streamSSE(context, async (stream) => {
    // A rendering that is under way may take a while to end.
    stream.onAbort(leave);
    try {
      await send(stream);
    } finally {
      leave();
    }
  });
  response.headers.set("cache-control", "no-store");
  // As nginx has it: each event is passed on at once.
  response.headers.set("x-accel-buffering", "no");
  return response;

  async function send(stream: SSEStreamingApi): Promise<void> {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing, AbortSignal.timeout(STREAM_MS)]);
    let shown = "";
    let saidAt = performance.now();
    while (!signal.aborted) {
      const startedAt = performance.now();
      let leastMs = everyMs;
      const event = await render().then(
        (rendered) => {
          leastMs = Math.max(everyMs, rendered.everyMs ?? 0);
          return { event: "page", data: rendered.markup };
        },
        (error: unknown) => ({
          event: "trouble",
          data: error instanceof Error ? error.message : String(error),
        }),
      );
      const now = performance.now();
      const difference = event.event + withoutAges(event.data);
      if (difference !== shown) {
        shown = difference;
        saidAt = now;
        await give(stream, event);
      } else if (now - saidAt > SILENCE_MS) {
        saidAt = now;
        await give(stream, { event: "alive", data: "" });
      }
      if (isFull) return await give(stream, { event: "full", data: String(MOST_STREAMS) });
      await pause(pauseAfter(now - startedAt, leastMs), undefined, { signal }).catch(() => {});
    }
  }
}

/** Milliseconds. @param leastMs as the page wants it */
export const pauseAfter = (renderedMs: number, leastMs: number): number =>
  Math.max(leastMs, Math.min(MOST_PAUSE_MS, LEAST_PAUSES * renderedMs));

async function give(stream: SSEStreamingApi, event: SSEMessage): Promise<void> {
  const stalled = setTimeout(() => stream.abort(), STALLED_MS);
  await stream.writeSSE(event);
  clearTimeout(stalled);
}

/** How long ago something was is told by the browser's own clock, and changes nothing. */
const withoutAges = (markup: string): string => markup.replaceAll(/(<time [^>]*>)[^<]*/g, "$1");
