// The clients of AWS, as they ask for many things at the same time.
import { expect, it, onTestFinished } from "vitest";
import { createDynamoClient } from "../../../core/aws/clients.ts";
import { listsOf } from "../../../core/aws/dynamo-places.ts";
import { createDynamoStore } from "../../../core/aws/dynamo-store.ts";
import { defineSettings } from "../../../core/settings.ts";
import { startWebServer } from "../../support/web-server.ts";

it("asks for every key of a list at the same time, however long each answer takes", async () => {
  const keys = listsOf().keys.length;
  const held: (() => void)[] = [];
  // Nobody is answered until all have asked: as from far away, where the first answer comes after the last question.
  await using server = await startWebServer((request, response) => {
    request.resume().on("end", () => {
      held.push(() => response.end('{"Items":[],"Count":0,"ScannedCount":0}'));
      if (held.length === keys) for (const answer of held) answer();
    });
  });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = createDynamoClient({ region: "us-east-1", endpoint: server.url, credentials });
  onTestFinished(() => client.destroy());
  const store = createDynamoStore({ client, tableName: "jobs", settings: defineSettings(), now: Date.now });

  expect(await store.list({ order: "newest", limit: 20 })).toEqual({ items: [] });
  expect(server.requests).toHaveLength(keys);
});
