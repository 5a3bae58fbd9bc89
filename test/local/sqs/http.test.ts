// Who is answered over HTTP, and what a client may send without harm.
import { createConnection } from "node:net";
import { describe, expect, it } from "vitest";
import { createQueue, receive, send, startServer } from "./support.ts";

/** What the server answers to these bytes; the connection is ended after them unless `keepOpen`. */
function raw(port: number, bytes: string | Buffer, { reset = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.write(bytes);
      if (reset) socket.resetAndDestroy();
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", (error) => (reset ? resolve(answer) : reject(error)));
  });
}

const post = (headers: Record<string, string>, body = "{}") => {
  const all = { Host: "localhost", Connection: "close", "X-Amz-Target": "AmazonSQS.ListQueues", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST / HTTP/1.1\r\n${lines.join("")}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};
const statusOf = (answer: string) => Number(answer.split(" ")[1]);

describe("who is answered", () => {
  it.each([
    [{ Host: "localhost:4566" }, 200],
    [{ Host: "127.0.0.1:4566" }, 200],
    [{ Host: "127.9.9.9" }, 200],
    [{ Host: "[::1]:4566" }, 200],
    [{ Host: "sqs.us-east-1.localhost.localstack.cloud:4566" }, 200],
    [{ Host: "queues.test:4566" }, 200],
    [{ Host: "evil.example" }, 403],
    [{ Host: "localhost.evil.example" }, 403],
    [{ Host: "10.0.0.1" }, 403],
    [{ Host: "0.0.0.0:9324" }, 200],
    [{ Origin: "http://localhost:5173" }, 200],
    [{ Origin: "https://evil.example" }, 403],
    [{ Origin: "null" }, 403],
    [{ "Sec-Fetch-Site": "same-origin" }, 200],
    [{ "Sec-Fetch-Site": "none" }, 200],
    [{ "Sec-Fetch-Site": "cross-site" }, 403],
  ])("%j gets %i", async (headers, status) => {
    const { server } = await startServer({ allowHosts: ["queues.test"] });
    expect(statusOf(await raw(server.port, post(headers as Record<string, string>)))).toBe(status);
  });

  it("not a form that another site's page posts", async () => {
    const { server, sqs } = await startServer();
    const response = await fetch(server.url, {
      method: "POST",
      headers: { Origin: "https://evil.example" },
      body: new URLSearchParams({ Action: "CreateQueue", QueueName: "q" }),
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("--allow-host");
    await createQueue(sqs, "q", { DelaySeconds: "1" });
  });

  it.each([
    // What a browser sends for an image of another site's page: no Origin, and Sec-Fetch-Site only to trusted addresses.
    [{ Host: "0.0.0.0:4566", "User-Agent": "Mozilla/5.0" }, 403],
    [{ Host: "localhost.localstack.cloud:4566", "User-Agent": "Mozilla/5.0" }, 403],
    [{ Host: "127.0.0.1:4566", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Site": "cross-site" }, 403],
    [{ Host: "127.0.0.1:4566", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Site": "none" }, 200],
    [{ Host: "0.0.0.0:4566", "User-Agent": "curl/8.5.0" }, 200],
    [{ Host: "0.0.0.0:4566", "User-Agent": "Mozilla/5.0", Origin: "http://0.0.0.0:5173" }, 200],
  ])("an action by GET of %j gets %i", async (headers, status) => {
    const { server } = await startServer();
    for (const path of ["/?Action=ListQueues", "/?a=b&action=x&Action=ListQueues"]) {
      const lines = Object.entries({ ...headers, Connection: "close" }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      expect(statusOf(await raw(server.port, `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`))).toBe(status);
    }
  });

  it("with queue URLs on the host it called", async () => {
    const { server } = await startServer({ allowHosts: ["queues.test"] });
    const answer = await raw(
      server.port,
      post({ Host: "queues.test:9324", "X-Amz-Target": "AmazonSQS.CreateQueue" }, '{"QueueName":"q"}'),
    );
    expect(answer).toContain('{"QueueUrl":"http://queues.test:9324/000000000000/q"}');
  });
});

describe("a queue's URL", () => {
  const created = async (headers: Record<string, string>) => {
    const { server } = await startServer({ allowHosts: ["queues.test"] });
    const target = { Host: "queues.test", "X-Amz-Target": "AmazonSQS.CreateQueue" };
    const answer = await raw(server.port, post({ ...target, ...headers }, '{"QueueName":"q"}'));
    return JSON.parse(answer.slice(answer.indexOf("{"))).QueueUrl;
  };

  it.each([
    ["https", "https"],
    ["HTTPS, http", "https"],
    ["http", "http"],
    ["gopher", "http"],
  ])("behind a proxy that says X-Forwarded-Proto: %s begins with %s", async (proto, scheme) => {
    expect(await created({ "X-Forwarded-Proto": proto })).toBe(`${scheme}://queues.test/000000000000/q`);
  });

  it.each(["/000000000000/q", "/queue/q", "/queue/us-east-1/000000000000/q", "/queue/q?x=1"])(
    "may be the request's path: %s",
    async (path) => {
      const { server, sqs } = await startServer();
      await createQueue(sqs, "q");
      const json = await fetch(server.url + path, {
        method: "POST",
        headers: { "X-Amz-Target": "AmazonSQS.SendMessage" },
        body: '{"MessageBody":"x"}',
      });
      expect(json.status).toBe(200);
      const body = new URLSearchParams({ Action: "ReceiveMessage" });
      const form = await fetch(server.url + path, { method: "POST", body });
      expect(await form.text()).toContain("<Body>x</Body>");
    },
  );
});

describe("a page in a browser", () => {
  const origin = "http://localhost:5173";
  const preflight = {
    Origin: origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,x-amz-target,authorization",
  };

  it.each(["/", "/000000000000/q"])("may ask beforehand at %s", async (path) => {
    const { server } = await startServer();
    const response = await fetch(server.url + path, { method: "OPTIONS", headers: preflight });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "content-type,x-amz-target,authorization",
      vary: "Origin",
    });
  });

  it("may read answers and errors", async () => {
    const { server } = await startServer();
    for (const target of ["AmazonSQS.ListQueues", "AmazonSQS.Nope"]) {
      const headers = { Origin: origin, "X-Amz-Target": target };
      const response = await fetch(server.url, { method: "POST", headers, body: "{}" });
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("access-control-expose-headers")).toContain("x-amzn-RequestId");
    }
  });

  it("of another site gets neither answer nor header", async () => {
    const { server } = await startServer();
    const headers = { ...preflight, Origin: "https://evil.example" };
    const response = await fetch(server.url, { method: "OPTIONS", headers });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is not mentioned to a client that is none", async () => {
    const { server } = await startServer();
    const headers = { "X-Amz-Target": "AmazonSQS.ListQueues" };
    const response = await fetch(server.url, { method: "POST", headers, body: "{}" });
    expect([...response.headers.keys()].filter((name) => /^access-control|^vary/.test(name))).toEqual([]);
  });
});

describe("nothing a client sends takes the server down", () => {
  it.each([
    ["garbage", Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7) % 256))],
    ["half a request line", "POST / HT"],
    ["a bad length", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"],
    ["a huge header", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(100_000)}\r\n\r\n`],
    [
      "a strange path",
      "GET //..%2f%00?%zz&=&Action HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ],
    [
      "a deep parameter",
      `GET /?Action=ListQueues&${"a.".repeat(5000)}b=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    ],
    ["an upgrade", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"],
  ])("%s", async (_name, bytes) => {
    const { server, sqs } = await startServer();
    const url = await createQueue(sqs);
    await Promise.race([
      raw(server.port, bytes, { reset: _name === "half a request line" }),
      send(sqs, url, "meanwhile"),
    ]);
    await send(sqs, url, "after");
    expect((await receive(sqs, url, { MaxNumberOfMessages: 10 })).map((message) => message.Body)).toContain(
      "after",
    );
  });

  it("a connection reset in the middle of a body, or while it waits", async () => {
    const { server, sqs, clock } = await startServer();
    const url = await createQueue(sqs);
    await raw(
      server.port,
      'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 99\r\n\r\n{"',
      { reset: true },
    );
    const waits = clock.nextTimer();
    const socket = createConnection(server.port, "127.0.0.1");
    socket.write(
      post(
        { "X-Amz-Target": "AmazonSQS.ReceiveMessage" },
        JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 }),
      ),
    );
    await waits;
    socket.resetAndDestroy();
    clock.advanceSeconds(20);
    await send(sqs, url, "x");
    expect(await receive(sqs, url)).toMatchObject([{ Attributes: { ApproximateReceiveCount: "1" } }]);
  });

  it("a body beyond every limit, announced or not", async () => {
    const { server, sqs } = await startServer();
    const announced = `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 99999999\r\n\r\n`;
    expect(statusOf(await raw(server.port, announced))).toBe(413);
    const response = await fetch(server.url, {
      method: "POST",
      headers: { "X-Amz-Target": "AmazonSQS.ListQueues" },
      body: new Blob(Array(9).fill("x".repeat(1024 * 1024))),
    }).catch((error: unknown) => error);
    if (response instanceof Response) expect(response.status).toBe(413);
    await createQueue(sqs);
  });
});

describe("the log", () => {
  it("has each request with its action, queue, status and error", async () => {
    const entries: object[] = [];
    const { sqs } = await startServer({ onRequest: (entry) => entries.push(entry) });
    const url = await createQueue(sqs, "q");
    await send(sqs, url, "x");
    await send(sqs, `${url}x`, "x").catch(() => {});
    expect(entries).toMatchObject([
      { action: "CreateQueue", queue: "q", status: 200, error: undefined },
      { action: "SendMessage", queue: url, status: 200 },
      {
        action: "SendMessage",
        queue: `${url}x`,
        status: 400,
        error: "QueueDoesNotExist",
        durationMs: expect.any(Number),
      },
    ]);
  });
});

describe("health", () => {
  it("is told at /health and at LocalStack's path", async () => {
    const { server } = await startServer();
    for (const path of ["/health", "/_localstack/health"])
      expect(await (await fetch(server.url + path)).json()).toMatchObject({ services: { sqs: "running" } });
  });
});
