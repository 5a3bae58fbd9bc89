// The job type `text:count`: how often each word is in a text.
import * as z from "zod";
import { defineJob } from "../../core/jobs/index.ts";

export const countWords = defineJob({
  name: "text:count",
  idPrefix: "txt",
  payload: z.strictObject({ text: z.string().max(100_000) }),
  title: ({ text }) => text.slice(0, 40),
  async run({ text }) {
    const counts: Record<string, number> = {};
    for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) counts[word] = (counts[word] ?? 0) + 1;
    return { counts };
  },
});
