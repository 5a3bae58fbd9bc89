// How `dev --localstack` reaches an endpoint that accepts and never answers.
import { expect, it, onTestFinished } from "vitest";
import { provisioningClients } from "../../../local/localstack/cloud.ts";

it("gives each request up within seconds: none of the requests that make queues, table and alarm is a long poll", async () => {
  const clients = Object.values(provisioningClients("http://127.0.0.1:9"));
  onTestFinished(() => clients.forEach((client) => void client.destroy()));
  for (const { config } of clients) {
    // The handler reads its configuration once it is used.
    const { requestTimeout, throwOnRequestTimeout } = await handlerOf(config);
    expect({ requestTimeout, throwOnRequestTimeout }).toEqual({
      requestTimeout: 4_000,
      throwOnRequestTimeout: true,
    });
    expect(await config.maxAttempts()).toBe(3);
  }
});

/** Typed by the SDK as whatever a client may be given. */
async function handlerOf(config: { requestHandler: unknown }): Promise<Record<string, unknown>> {
  const handler = config.requestHandler as { configProvider: Promise<Record<string, unknown>> };
  return await handler.configProvider;
}
