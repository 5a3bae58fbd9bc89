// Group commit: writes answers once the changes that they acknowledge are committed.
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Reply } from "./reply.ts";

/**
 * All requests of one turn of the event loop share a transaction. It opens with the first write, and is committed when the
 * loop has read every socket that was ready; then their answers are written. Under load that is about ten requests a
 * commit, and twice the throughput of one commit each.
 */
export class GroupCommit {
  #urgent: [ServerResponse, Reply][] = [];
  #ready: [ServerResponse, Reply][] = [];
  #scheduled = false;
  readonly #commit: () => void;
  readonly #failed: (error: unknown) => Reply;

  /** `failed` makes the answer to every request whose changes could not be committed. */
  constructor(commit: () => void, failed: (error: unknown) => Reply) {
    this.#commit = commit;
    this.#failed = failed;
  }

  /** Writes the answer after the next commit. `urgent` answers, those of long polls, go first. */
  answer(response: ServerResponse, reply: Reply, urgent = false): void {
    (urgent ? this.#urgent : this.#ready).push([response, reply]);
    this.schedule();
  }

  /** Commits at the end of this turn. Also called for changes without an answer. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    const answers = this.#urgent.concat(this.#ready);
    this.#urgent = [];
    this.#ready = [];
    let failure: Reply | undefined;
    try {
      this.#commit();
    } catch (error) {
      failure = this.#failed(error);
    }
    for (const [response, reply] of answers) write(response, failure ?? reply);
  }
}

/** With one flat header list and the whole body in `end`, Node writes head and body in a single packet. */
function write(
  response: ServerResponse,
  { status, contentType, headers, body, requestId = randomUUID() }: Reply,
): void {
  if (response.destroyed || response.headersSent) return;
  const length = Buffer.byteLength(body);
  response.writeHead(status, [
    "Content-Type",
    contentType,
    "Content-Length",
    String(length),
    "x-amzn-RequestId",
    requestId,
    ...headers,
  ]);
  // As many bytes as characters means ASCII, which Node copies faster as latin1.
  response.end(body, length === body.length ? "latin1" : "utf8");
}
