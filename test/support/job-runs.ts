// What a job of a test may do: fail, obey its AbortSignal, or ignore it.
import type { JobContext } from "../../core/jobs/index.ts";

export const failing = (error: unknown) => async (): Promise<never> => {
  throw error;
};

/** Works until it is told to stop, and then throws what an aborted fetch throws. */
export const obedient = (_: unknown, { signal }: JobContext) =>
  new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new DOMException("This operation was aborted", "AbortError"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
export const deaf = () => new Promise<never>(() => {});
