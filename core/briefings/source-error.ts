// Why a source could not be read, and whether trying again could help.

export type SourceFailure =
  | "blocked-address"
  | "blocked-by-robots"
  | "bad-url"
  | "not-found"
  | "refused"
  | "rate-limited"
  | "server-error"
  | "timeout"
  | "connection"
  | "unknown-host"
  | "tls"
  | "too-large"
  | "too-many-redirects"
  | "unsupported-type"
  | "unreadable"
  | "empty";

/** Failures that may pass: the next attempt of the job could read the source. */
const passing: ReadonlySet<SourceFailure> = new Set([
  "rate-limited",
  "server-error",
  "timeout",
  "connection",
]);
/** Failures in which somebody said no: us, or the site. */
const blocking: ReadonlySet<SourceFailure> = new Set(["blocked-address", "blocked-by-robots", "refused"]);

/** What a person can do about a failure. */
const remedies: Record<SourceFailure, string> = {
  "blocked-address": "give a public http or https address",
  "blocked-by-robots": "give the site's feed, or the text itself",
  "bad-url": "check the address",
  "not-found": "check the address",
  refused: "give the site's feed, or the text itself",
  "rate-limited": "a later attempt may succeed",
  "server-error": "a later attempt may succeed",
  timeout: "a later attempt may succeed",
  connection: "a later attempt may succeed",
  "unknown-host": "check the address",
  tls: "check the address, or tell the site",
  "too-large": "give the site's feed, or the text itself",
  "too-many-redirects": "give the address at which a browser arrives",
  "unsupported-type": "give a page, a feed, or the text itself",
  unreadable: "give the address of a feed or of one article",
  empty: "give the site's feed, or the text itself",
};

export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly failure: SourceFailure;
  /** Without what to try: for what nobody asked for by its address. */
  readonly reason: string;
  /** Seconds that the site asked us to wait. */
  readonly retryAfterSeconds: number | undefined;

  /** `message` is the reason; what to try is added to it. */
  constructor(
    failure: SourceFailure,
    message: string,
    options?: ErrorOptions & { retryAfterSeconds?: number | undefined },
  ) {
    super(`${message}: ${remedies[failure]}`, options);
    this.failure = failure;
    this.reason = message;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  get isPassing(): boolean {
    return passing.has(this.failure);
  }

  get status(): "blocked" | "failed" {
    return blocking.has(this.failure) ? "blocked" : "failed";
  }
}
