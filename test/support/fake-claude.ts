// A local stand-in for Claude's Messages API: answers as scripted, or writes a plain briefing from the sources it is given.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelBriefing } from "../../core/briefings/write/claude-output.ts";

export type FakeRequest = {
  headers: IncomingHttpHeaders;
  body: {
    model: string;
    max_tokens: number;
    system: string;
    messages: { role: string; content: unknown }[];
    output_config: { effort: string; format: { type: string; schema: Record<string, unknown> } };
  };
};

/** A reply to one request: a status with a body, or what goes wrong on the way. */
export type FakeReply =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | { fault: "hang" | "reset" | "garbage" };

/** What becomes of a request in a batch. Left to the fake, it is answered as it would be at once. */
export type FakeBatchResult =
  | { type: "succeeded"; message: unknown }
  | { type: "errored"; error: unknown }
  | { type: "expired" | "canceled" };
export type FakeBatch = { id: string; custom_id: string; result: FakeBatchResult; hasEnded: boolean };

export type FakeClaude = AsyncDisposable & {
  url: string;
  requests: FakeRequest[];
  /** Replies to the next requests, in this order; then the default writes. */
  script: FakeReply[];
  batches: FakeBatch[];
  /** Ends the batches that are open, all of them with `result` where one is given. */
  endBatches(result?: FakeBatchResult): void;
};

export async function startFakeClaude(script: FakeReply[] = []): Promise<FakeClaude> {
  const requests: FakeRequest[] = [];
  const batches: FakeBatch[] = [];
  let url = "";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => {
        const { headers, method } = request;
        const body = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
        const answer = (received: FakeRequest) => {
          requests.push(received);
          return script.shift() ?? says(JSON.stringify(writeFrom(received)));
        };
        const path = request.url ?? "";
        if (path.startsWith("/v1/messages/batches"))
          return send(
            replyOfBatches({
              url,
              batches,
              path,
              answer: () => answer({ headers, body: body.requests[0].params }),
              customId: body?.requests[0].custom_id,
            }),
            response,
          );
        if (method !== "POST" || path !== "/v1/messages") return void response.writeHead(404).end();
        send(answer({ headers, body }), response);
      });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    script,
    batches,
    endBatches(result) {
      for (const batch of batches.filter(({ hasEnded }) => !hasEnded)) {
        batch.hasEnded = true;
        if (result !== undefined) batch.result = result;
      }
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type BatchCall = {
  url: string;
  batches: FakeBatch[];
  path: string;
  answer(): FakeReply;
  customId: string;
};

/** Creates a batch, shows one, or gives the results of one that has ended. */
function replyOfBatches({ url, batches, path, answer, customId }: BatchCall): FakeReply {
  const [id, part] = path.split("?")[0]?.split("/").slice(4) ?? [];
  if (id === undefined) {
    const reply = answer();
    if (!("status" in reply) || reply.status !== 200) return reply;
    const batch = { id: `msgbatch_${batches.length + 1}`, custom_id: customId, hasEnded: false };
    batches.push({ ...batch, result: { type: "succeeded", message: reply.body } });
  }
  const batch = id === undefined ? batches.at(-1) : batches.find((one) => one.id === id);
  if (batch === undefined) return fails(404, "not_found_error");
  const { custom_id, result, hasEnded } = batch;
  // One line of JSON Lines is JSON.
  if (part === "results") return { status: 200, body: { custom_id, result } };
  const results_url = hasEnded ? `${url}/v1/messages/batches/${batch.id}/results` : null;
  const processing_status = hasEnded ? "ended" : "in_progress";
  return { status: 200, body: { id: batch.id, type: "message_batch", processing_status, results_url } };
}

function send(reply: FakeReply, response: ServerResponse): void {
  if ("fault" in reply) {
    if (reply.fault === "reset") response.socket?.destroy();
    if (reply.fault === "garbage")
      response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>");
    return;
  }
  const headers = { "content-type": "application/json", "request-id": "req_fake", ...reply.headers };
  response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
}

/** An answer of the model with this text. */
export function says(text: string, overrides: Record<string, unknown> = {}): FakeReply {
  return {
    status: 200,
    body: {
      id: "msg_fake",
      type: "message",
      role: "assistant",
      model: "local-fake-of-claude",
      content: [
        { type: "thinking", thinking: "", signature: "c2lnbmF0dXJl" },
        { type: "text", text },
      ],
      stop_reason: "end_turn",
      stop_sequence: null,
      stop_details: null,
      usage: {
        input_tokens: 1_200,
        output_tokens: 300,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
      ...overrides,
    },
  };
}

/** An error of the API, in its own shape. */
export function fails(
  status: number,
  type: string,
  headers: Record<string, string> = {},
  error: { message?: string; details?: Record<string, unknown> } = {},
): FakeReply {
  return {
    status,
    headers,
    body: {
      type: "error",
      error: { type, message: `said the fake (${type})`, ...error },
      request_id: "req_fake",
    },
  };
}

/** The model declines, in a category of the API. */
export function declines(category: string | null): FakeReply {
  return says("", {
    content: [],
    stop_reason: "refusal",
    stop_details: { type: "refusal", category, explanation: null },
  });
}

type PromptSource = { id: number; title: string; sentences: string[] };

/** What a careful model would do, without the wit: the first sentences of each story, each with its source. */
function writeFrom({ body }: FakeRequest): ModelBriefing {
  const prompt = String(body.messages[0]?.content ?? "");
  const sources = new Map(readSources(prompt).map((source) => [source.id, source]));
  const stories = /<stories[^>]*>\n([\s\S]*?)\n<\/stories>/.exec(prompt)?.[1]?.split("\n") ?? [];
  const items = stories.flatMap((line) => {
    const told = line.split(",").flatMap((id) => sources.get(Number(id)) ?? []);
    const [best] = told;
    const sentences = told.flatMap(({ id, sentences: [first] }) =>
      first === undefined ? [] : [{ text: first, source_ids: [id], evidence: evidenceOf(first) }],
    );
    return best === undefined || sentences.length === 0
      ? []
      : [{ headline: best.title, sentences: sentences.slice(0, 2), why_it_matters: null }];
  });
  const [lead, ...rest] = items;
  // Two claims that no source bears out, as a model sometimes makes them: they must not reach the reader.
  const evidence = lead?.sentences[0]?.evidence ?? "";
  const wrong = [
    { text: "Experts expect 987654 jobs from it.", source_ids: [1], evidence },
    { text: "It is the largest of its kind.", source_ids: [999], evidence },
  ];
  return {
    title: `Today: ${/<topic>\n(.*)\n<\/topic>/.exec(prompt)?.[1] ?? "the news"}`,
    bottom_line: [...items.slice(0, 2).flatMap(({ sentences }) => sentences.slice(0, 1)), ...wrong],
    items: lead === undefined ? [] : [lead, ...rest],
    disagreements: [],
    also_notable: [],
  };
}

/** The first words of a sentence, as they stand there. */
function evidenceOf(sentence: string): string {
  return sentence.split(/\s+/).slice(0, 12).join(" ");
}

function readSources(prompt: string): PromptSource[] {
  return [...prompt.matchAll(/<source-(\w+) id="(\d+)"[^>]*>\n([\s\S]*?)\n<\/source-\1>/g)].map((match) => {
    const [title = "", ...paragraphs] = (match[3] ?? "").split("\n").filter(Boolean);
    const sentences = paragraphs
      .flatMap((line) => line.match(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]+/g) ?? [])
      .map((text) => text.trim());
    return { id: Number(match[2]), title, sentences };
  });
}
