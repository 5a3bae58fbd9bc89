// The API function with the engine of the test behind it, asked as API Gateway asks it.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { DeliveryOptions } from "../../core/briefings/deliver/options.ts";
import { generateBriefingJob } from "../../core/briefings/job.ts";
import type { BriefingRequestInput } from "../../core/briefings/request.ts";
import { createRegistry } from "../../core/jobs/registry.ts";
import { createHandler } from "../../functions/api.ts";
import { deliveryTypes } from "./deliveries.ts";
import {
  API_TOKEN,
  functionSetup,
  type HttpRequestGiven,
  httpEvent,
  lambdaContext,
} from "./lambda-events.ts";
import { createTestBackend, type TestBackendOptions } from "./test-backend.ts";

export type Answer = {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON. */
  json(): Record<string, unknown>;
};

export type TestApi = ReturnType<typeof createTestApi>;

/** A request that needs no network: two texts that tell one story. */
export const briefingRequest = (request: Partial<BriefingRequestInput> = {}): BriefingRequestInput => ({
  topic: "Offshore wind",
  sources: [
    {
      kind: "text",
      title: "Output doubles",
      text: "Wind farms off the coast doubled their output this year. Grid operators ask for more storage before the winter.",
    },
    {
      kind: "text",
      title: "Storage lags behind",
      text: "Offshore wind needs storage, grid operators said on Monday. Three new battery sites are planned near the harbour.",
    },
  ],
  ...request,
});

type TestApiOptions = TestBackendOptions & {
  env?: NodeJS.ProcessEnv;
  /** Nothing is configured by default. */
  delivery?: DeliveryOptions;
};

export function createTestApi(options: TestApiOptions = {}) {
  const test = createTestBackend(options);
  const { delivery = { channels: [] } } = options;
  const briefings = generateBriefingJob({ allowPrivateAddresses: false, delivery }, test.backend.cache);
  const { types, outbox } = deliveryTypes(delivery);
  const all = [...test.backend.registry.values(), briefings, ...types];
  test.backend.registry = createRegistry(all, test.settings);
  const handler = createHandler(functionSetup(test, { API_TOKEN, ...options.env }));

  const ask = async (method: string, path: string, given: HttpRequestGiven = {}): Promise<Answer> =>
    toAnswer(await handler(httpEvent(method, path, given), lambdaContext(15)));

  return {
    ...test,
    ask,
    /** What was delivered by e-mail. */
    outbox,
    submit: (body: unknown = briefingRequest(), headers: Record<string, string> = {}) =>
      ask("POST", "/briefings", { body, headers }),
    /** Consumes everything that is visible. */
    async consumeAll() {
      for (let received = test.queues.receive(); received; received = test.queues.receive()) {
        await test.consume(received);
      }
    },
  };
}

function toAnswer(result: APIGatewayProxyStructuredResultV2): Answer {
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: result.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    text: result.body ?? "",
    json: () => JSON.parse(result.body ?? ""),
  };
}
