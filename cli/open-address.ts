// Pages that listen beyond loopback are open to whoever reaches the machine: that is said, or refused.
import { VisibleError } from "../core/jobs/index.ts";
import { isLoopback } from "../local/guard.ts";

type Address = {
  host: string;
  tokens: readonly string[];
  readOnly: boolean;
  /** Its pages are those of a system on AWS, and act with the credentials of whoever starts them. */
  onAws: boolean;
};

/**
 * @returns what whoever starts it must know; undefined on loopback and where a token is asked for.
 * @throws VisibleError `usage` where strangers could change a system on AWS.
 */
export function warningOf({ host, tokens, readOnly, onAws }: Address): string | undefined {
  if (isLoopback(host) || tokens.length > 0) return undefined;
  if (onAws && !readOnly) {
    throw new VisibleError(
      "usage",
      `with --host ${host} everybody who reaches this machine could change the jobs on AWS with your credentials: set API_TOKEN, or add --read-only`,
    );
  }
  const may = readOnly ? "see every job and its data" : "see, change and delete every job";
  return `WARNING: no API_TOKEN is set and --host is ${host}: everybody who reaches this machine can ${may}.`;
}
