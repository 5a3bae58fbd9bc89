// How long a briefing of each length is.
import type { Length } from "../request.ts";

export type Shape = {
  items: number;
  sentencesPerItem: number;
  bottomLine: number;
  alsoNotable: number;
  words: number;
};

/** About one, two and four minutes of reading. */
export const shapes: Record<Length, Shape> = {
  short: { items: 3, sentencesPerItem: 1, bottomLine: 2, alsoNotable: 4, words: 180 },
  medium: { items: 6, sentencesPerItem: 2, bottomLine: 3, alsoNotable: 6, words: 420 },
  long: { items: 12, sentencesPerItem: 3, bottomLine: 3, alsoNotable: 12, words: 900 },
};

/** With fewer stories than places, each gets more room, up to three sentences. */
export function sentencesPerItem(shape: Shape, stories: number): number {
  const room = Math.floor(
    (shape.items * shape.sentencesPerItem) / Math.max(1, Math.min(stories, shape.items)),
  );
  return Math.min(3, Math.max(shape.sentencesPerItem, room));
}
