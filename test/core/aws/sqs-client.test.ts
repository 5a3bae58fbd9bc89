// The SQS client against endpoints that throttle, fail or are gone.
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { createJobQueue } from "../../../core/aws/sqs-queue.ts";

describe("the SQS client", () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  /** An endpoint that gives these answers in turn, then the last one again. */
  async function serve(answers: { status: number; body: unknown; headers?: Record<string, string> }[]) {
    let requests = 0;
    const server = createServer((request, response) => {
      const answer = answers[Math.min(requests++, answers.length - 1)];
      request.resume().on("end", () => {
        response.writeHead(answer?.status ?? 500, {
          "content-type": "application/x-amz-json-1.0",
          ...answer?.headers,
        });
        response.end(JSON.stringify(answer?.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const endpoint = `http://127.0.0.1:${port}`;
    const client = createSqsClient({ region: "us-east-1", endpoint, credentials });
    return {
      queue: createJobQueue({ client, queueUrl: `${endpoint}/000000000000/briefings` }),
      queueAt: (url: string) => createJobQueue({ client, queueUrl: url }),
      requests: () => requests,
      async [Symbol.asyncDispose]() {
        client.destroy();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }
  const throttled = {
    status: 400,
    body: { __type: "com.amazonaws.sqs#RequestThrottled", message: "slow down" },
    headers: { "x-amzn-query-error": "RequestThrottled;Sender" },
  };
  const backlog = { status: 200, body: { Attributes: { ApproximateNumberOfMessages: "3" } } };

  it("repeats a throttled request", async () => {
    await using endpoint = await serve([throttled, backlog]);
    expect(await endpoint.queue.backlog()).toBe(3);
    expect(endpoint.requests()).toBe(2);
  });

  it("repeats a request that the service failed", async () => {
    await using endpoint = await serve([{ status: 503, body: {} }, backlog]);
    expect(await endpoint.queue.backlog()).toBe(3);
  });

  it("gives up after three attempts", async () => {
    await using endpoint = await serve([{ status: 500, body: {} }]);
    await expect(endpoint.queue.backlog()).rejects.toThrow(/GetQueueAttributes on/);
    expect(endpoint.requests()).toBe(3);
  });

  it("does not repeat a request that was wrong", async () => {
    const gone = {
      __type: "com.amazonaws.sqs#QueueDoesNotExist",
      message: "The specified queue does not exist.",
    };
    await using endpoint = await serve([{ status: 400, body: gone }]);
    await expect(endpoint.queue.backlog()).rejects.toThrow(/QueueDoesNotExist.*deploy this stage/);
    expect(endpoint.requests()).toBe(1);
  });

  it("says so when nothing listens at the endpoint", async () => {
    const endpoint = await serve([backlog]);
    await endpoint[Symbol.asyncDispose]();
    await expect(endpoint.queue.backlog()).rejects.toThrow(/ECONNREFUSED.*is AWS_ENDPOINT_URL right/);
  });

  it("stops at an endpoint that hangs when its signal fires, after one request", async () => {
    const arrived = Promise.withResolvers<void>();
    let requests = 0;
    const server = createServer(() => {
      requests++;
      arrived.resolve();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const client = createSqsClient({ region: "us-east-1", endpoint, credentials });
    const queue = createJobQueue({ client, queueUrl: `${endpoint}/000000000000/briefings` });
    const controller = new AbortController();
    const reading = queue.backlog({ signal: controller.signal });
    await arrived.promise;
    controller.abort();
    await expect(reading).rejects.toThrow(/GetQueueAttributes on .*given up when its time was over/);
    expect(requests).toBe(1);
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("sends to the endpoint it was given, whatever host the queue's URL names", async () => {
    await using endpoint = await serve([backlog]);
    expect(await endpoint.queueAt("http://localstack.invalid:4566/000000000000/briefings").backlog()).toBe(3);
  });
});
