// A proxy before an endpoint that changes what it answers, so that a test plants there what no request could.
import { createServer, request as forward } from "node:http";
import { buffer } from "node:stream/consumers";

export type Answer = { status: number; headers: Record<string, string>; body: string };
/** @returns the answer instead, or undefined to leave it. */
export type Rewrite = (
  asked: { path: string; target: string },
  answer: Answer,
) => Partial<Answer> | undefined;

export async function startRewritingProxy(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const state: { rewrite?: Rewrite | undefined } = {};
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url = "/" } = request;
    // The endpoint answers to its own name only.
    const headers = { ...request.headers, host: `${hostname}:${port}` };
    const onward = forward({ hostname, port, method, path: url, headers }, async (answered) => {
      const answer: Answer = {
        status: answered.statusCode ?? 500,
        headers: Object.fromEntries(
          Object.entries(answered.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: (await buffer(answered)).toString(),
      };
      const asked = { path: url, target: String(request.headers["x-amz-target"] ?? "") };
      const changed = { ...answer, ...state.rewrite?.(asked, answer) };
      const { "content-length": _, "transfer-encoding": __, ...kept } = changed.headers;
      response.writeHead(changed.status, kept).end(method === "HEAD" ? undefined : changed.body);
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    rewrite: (rewrite?: Rewrite) => {
      state.rewrite = rewrite;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
