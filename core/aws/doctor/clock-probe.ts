// Compares this machine's clock with the one at an address, by HTTP's `Date`.
import { type ClockFacts, ProbeError } from "../../jobs/operate/inspector.ts";
import { asAwsError } from "../aws-error.ts";

const WAIT_MS = 4_000;
/** `Date` is cut to the second: in the middle half of one is missing. */
const HALF_SECOND_MS = 500;

/** @param address any that answers, with whatever status. @throws ProbeError; Error where the answer has no `Date`. */
export async function readClock(
  address: string,
  { fetch: ask = fetch, now = Date.now }: { fetch?: typeof fetch; now?: () => number } = {},
): Promise<ClockFacts> {
  const { host, origin } = new URL(address);
  const askedAt = now();
  const response = await ask(origin, { method: "HEAD", signal: AbortSignal.timeout(WAIT_MS) }).catch(
    (error: unknown) => {
      const { message, cause } = asAwsError(error);
      const reason = cause instanceof Error ? cause.message : message;
      throw new ProbeError("unreachable", `${host} does not answer: ${reason}`, "", { cause: error });
    },
  );
  const theirs = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(theirs)) throw new Error(`${host} says no Date`);
  return { of: host, aheadMs: (askedAt + now()) / 2 - (theirs + HALF_SECOND_MS) };
}
