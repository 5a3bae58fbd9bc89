// Tells whether the API works: healthy while a request can be recorded and its message sent.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Backend, StoreError, VisibleError } from "../../core/jobs/engine.ts";
import { json } from "./json-response.ts";

export async function health(backend: Backend): Promise<APIGatewayProxyStructuredResultV2> {
  await Promise.all([checkStore(backend), checkQueue(backend)]);
  return json(200, { status: "ok" });
}

async function checkQueue(backend: Backend): Promise<void> {
  try {
    await backend.queue.backlog();
  } catch (error) {
    backend.log.error({ err: error }, "queue not reached");
    throw new VisibleError("queue-unavailable", "the API works, but its queue cannot be reached", {
      retryAfterSeconds: 5,
    });
  }
}

async function checkStore(backend: Backend): Promise<void> {
  try {
    await backend.store.ping();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    backend.log.error({ err: error }, "store not reached");
    throw new VisibleError("store-unavailable", "the API works, but its job records cannot be reached", {
      retryAfterSeconds: 5,
    });
  }
}
