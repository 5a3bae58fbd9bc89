// When a job is to run: at once, after a delay that SQS keeps, or later, for which it waits in the store.
import type { Backend } from "../backend.ts";
import { invalidFields } from "../field-errors.ts";

export type DueOptions = {
  /** Seconds from now, up to a year. Not together with `processAt`. */
  delaySeconds?: number;
  /** Not to be run before: a date or milliseconds since the epoch, up to a year from now. One that is past means now. */
  processAt?: Date | number;
};

/** SQS's longest delay of a message. */
export const LONGEST_DELAY_SECONDS = 900;
const YEAR_MS = 366 * 86_400_000;

/** @returns milliseconds since the epoch; undefined: at once. @throws VisibleError `invalid-request` */
export function dueAt({ now }: Pick<Backend, "now">, options: DueOptions): number | undefined {
  const { delaySeconds, processAt } = options;
  if (delaySeconds !== undefined && processAt !== undefined) {
    throw refusal("processAt", "is given together with delaySeconds; give one of them");
  }
  const [path, at] =
    delaySeconds === undefined
      ? (["processAt", processAt === undefined ? undefined : Number(processAt)] as const)
      : (["delaySeconds", now() + delaySeconds * 1_000] as const);
  if (at === undefined) return undefined;
  if (!Number.isFinite(at)) throw refusal(path, "must be a time, or a number");
  if (delaySeconds !== undefined && delaySeconds < 0) throw refusal(path, "must be 0 or more");
  if (at > now() + YEAR_MS) throw refusal(path, "must be at most a year from now");
  return at > now() ? Math.ceil(at) : undefined;
}

const refusal = (path: string, message: string) => invalidFields([{ path, message }]);

/** What SQS is asked for: whole seconds, so that the message is never visible too early. */
export const delayUntil = ({ now }: Pick<Backend, "now">, at: number | undefined): number =>
  Math.min(LONGEST_DELAY_SECONDS, Math.max(0, Math.ceil(((at ?? 0) - now()) / 1_000)));

/** Whether the job waits in the store: SQS cannot delay its message for so long. */
export const isFarOff = ({ now }: Pick<Backend, "now">, at: number | undefined): boolean =>
  at !== undefined && at - now() > LONGEST_DELAY_SECONDS * 1_000;
