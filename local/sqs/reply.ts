// A request as its protocol reads it, and an answer before it is written.
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { SqsError } from "./errors.ts";

/** A request after its protocol has been recognised. */
export type Request = {
  action: string;
  /** X-Amz-Credential, where the request carries its signature in the parameters. */
  credential: string | undefined;
  /** @throws SqsError where the parameters cannot be read */
  input(): unknown;
  reply(output: object): Reply;
  fail(error: SqsError): Reply;
};

export type Reply = {
  status: number;
  contentType: string;
  /** Names and values in turn, as `writeHead` takes them. */
  headers: string[];
  body: string;
  /** Absent where the body does not contain it: then one is made. */
  requestId?: string;
};

/**
 * Group commit. All requests of one turn of the event loop share a transaction: it opens with the first write and
 * is committed when the loop has read every socket that was ready; only then are their answers written. Under load
 * that is about ten requests a commit, and twice the throughput of one each.
 */
export class Outbox {
  #urgent: [ServerResponse, Reply][] = [];
  #ready: [ServerResponse, Reply][] = [];
  #scheduled = false;
  readonly #commit: () => void;
  readonly #failed: (error: unknown) => Reply;

  /** `failed` makes the answer for everybody whose changes could not be committed. */
  constructor(commit: () => void, failed: (error: unknown) => Reply) {
    this.#commit = commit;
    this.#failed = failed;
  }

  /** `urgent` answers go first: somebody has been waiting for them. */
  add(response: ServerResponse, reply: Reply, urgent = false): void {
    (urgent ? this.#urgent : this.#ready).push([response, reply]);
    this.schedule();
  }

  /** Also called for writes that nobody waits for. */
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

/** One flat header list and one `end` with the body: Node then writes head and body in a single packet. */
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
  // As many bytes as characters: plain ASCII, which Node copies faster when told so.
  response.end(body, length === body.length ? "latin1" : "utf8");
}
