// One keep-alive connection that writes requests and reads answers without an HTTP client: http.Agent would be the limit itself.
import { connect, type Socket } from "node:net";

const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=test/20261124/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";

/** Makes whole requests to that server, each as one string; a request that is always the same is made once. */
export function encoder(endpoint: string): (action: string, input: object) => string {
  const { host, pathname } = new URL(endpoint);
  return (action, input) => {
    const body = JSON.stringify(input);
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      "content-type: application/x-amz-json-1.0",
      `x-amz-target: AmazonSQS.${action}`,
      `authorization: ${AUTHORIZATION}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: keep-alive",
    ];
    return `${head.join("\r\n")}\r\n\r\n${body}`;
  };
}

export class Connection {
  readonly #port: number;
  readonly #host: string;
  #socket: Socket | null = null;
  #received = "";
  #resolve: ((body: string) => void) | null = null;
  #reject: ((error: Error) => void) | null = null;

  constructor(endpoint: string) {
    const { port, hostname } = new URL(endpoint);
    this.#port = Number(port || 80);
    // A literal IPv6 address stands in brackets in a URL.
    this.#host = hostname.replace(/^\[|\]$/g, "");
  }

  /** The body of the answer to one request; one at a time. Connects anew where the server has closed the connection. */
  call(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket ??= this.#connect();
      this.#socket.write(request, "latin1");
    });
  }

  close(): void {
    this.#reject = null;
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const socket = connect(this.#port, this.#host);
    socket.setNoDelay(true);
    // Bodies are ASCII: a byte is a character.
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => this.#read(chunk));
    const gone = (error: Error) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#received = "";
      this.#reject?.(error);
    };
    socket.on("error", gone);
    socket.on("close", () =>
      gone(new Error(`${this.#host}:${this.#port} closed the connection without an answer`)),
    );
    return socket;
  }

  #read(chunk: string): void {
    this.#received = this.#received === "" ? chunk : this.#received + chunk;
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd);
    const length = /content-length: *(\d+)/i.exec(head);
    const end = headEnd + 4 + Number(length?.[1] ?? 0);
    if (this.#received.length < end) return;
    const body = this.#received.slice(headEnd + 4, end);
    this.#received = "";
    // Nothing is under way now: a connection that closes after its answer is no error.
    const [resolve, reject] = [this.#resolve, this.#reject];
    this.#resolve = null;
    this.#reject = null;
    if (/connection: *close|^HTTP\/1.0/i.test(head)) {
      this.#socket?.destroy();
      this.#socket = null;
    }
    if (!/^HTTP\/1.[01] 20[0-9]/.test(head)) reject?.(new Error(`${head.slice(0, 40)} ${body}`));
    else resolve?.(body);
  }
}
