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

export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly failure: SourceFailure;
  /** Seconds that the site asked us to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    failure: SourceFailure,
    message: string,
    options?: ErrorOptions & { retryAfterSeconds?: number | undefined },
  ) {
    super(message, options);
    this.failure = failure;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  get isPassing(): boolean {
    return passing.has(this.failure);
  }

  get status(): "blocked" | "failed" {
    return blocking.has(this.failure) ? "blocked" : "failed";
  }
}
