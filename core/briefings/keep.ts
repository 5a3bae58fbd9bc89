// Keeps what a job has fetched and paid for in steps of the engine: a later attempt goes on from there.
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import type { JobContext } from "../jobs/engine.ts";
import { limits } from "./limits.ts";

export type Keep = {
  /** The engine's `context.step`. */
  step: JobContext["step"];
  /** Milliseconds since the epoch. */
  now(): number;
  /** How long what is kept is good. Left out: `limits.keep.trustMs`. */
  trustMs?: number;
};
/** `isKept` is false for what is too large: the next attempt works it out again. */
export type Kept<Result> = { result: Result; isKept: boolean };

/**
 * What `work` answers, of this attempt or an earlier one. `Result` must be JSON. It is kept compressed, since a write costs by
 * its size: news text shrinks to about two fifths. What is larger than `limits.keep.bytes` even so is not kept, and worked out
 * again by the next attempt; so is what was kept more than `trustMs` ago, as after a redrive some days later.
 * Each name may be kept several times, under a number of its own.
 */
export async function keep<Result>(
  { step, now, trustMs = limits.keep.trustMs }: Keep,
  name: string,
  work: () => Promise<Result>,
): Promise<Kept<Result>> {
  for (let number = 1; ; number++) {
    let made: { result: Result } | undefined;
    const kept = await step(`${name}.${number}`, async () => {
      made = { result: await work() };
      return { version, at: now(), packed: await pack(made.result) };
    });
    const isKept = kept.packed !== null;
    if (made !== undefined) return { result: made.result, isKept };
    if (kept.version !== version || now() - kept.at > trustMs) continue;
    return { result: kept.packed === null ? await work() : await unpack(kept.packed), isKept };
  }
}

/** To be raised when what is kept has another shape: a deployment may come between two attempts. */
const version: number = 1;
/** Three quarters of base64 are the bytes; the rest of the step is a few words. */
const mostPacked = limits.keep.bytes - 200;

async function pack(result: unknown): Promise<string | null> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  const packed = (await promisify(brotliCompress)(JSON.stringify(result), { params })).toString("base64");
  return packed.length <= mostPacked ? packed : null;
}

async function unpack<Result>(packed: string): Promise<Result> {
  return JSON.parse((await promisify(brotliDecompress)(Buffer.from(packed, "base64"))).toString());
}
