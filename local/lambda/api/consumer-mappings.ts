// Lambda's API for the event source mappings of `npm run dev`: they are shown, enabled and disabled, all together: the consumer has one
// switch here. The rest follows the settings.
import { type Answer, MAPPINGS, refuse } from "./answer.ts";
import { LambdaApiError } from "./errors.ts";
import { parseRequest, UpdateMapping } from "./requests.ts";

type Mapping = { uuid: string; queueArn: string; batchSize: number; maximumConcurrency: number };

export type ConsumerMappingsOptions = {
  functionArn: string;
  mappings: readonly Mapping[];
  /** Whether they are enabled, and since when (ms). */
  read(): Promise<{ enabled: boolean; since?: number | undefined }>;
  /** Enables or disables them. */
  set(enabled: boolean): Promise<void>;
};

type Asked = { method: string; url: string; body: string };

/** @returns undefined where the request is not for this API. */
export function createConsumerMappingsApi(options: ConsumerMappingsOptions) {
  return (asked: Asked): Promise<Answer> | undefined => {
    const [pathname = "", query = ""] = asked.url.split("?", 2);
    const [found, uuid = ""] = MAPPINGS.exec(pathname) ?? [];
    if (found === undefined) return undefined;
    return answer(options, asked, uuid, new URLSearchParams(query)).catch((error: unknown) => {
      if (!(error instanceof LambdaApiError)) throw error;
      return refuse(error.name, error.status, error.message);
    });
  };
}

async function answer(
  options: ConsumerMappingsOptions,
  { method, body }: Asked,
  uuid: string,
  query: URLSearchParams,
): Promise<Answer> {
  const json = (status: number, value: object): Answer => ({ status, body: JSON.stringify(value) });
  if (method === "GET" && uuid === "") {
    const [name, source] = [query.get("FunctionName"), query.get("EventSourceArn")];
    const fits = ({ queueArn }: Mapping) =>
      (name === null || isNamed(options.functionArn, name)) && (source === null || source === queueArn);
    const shown = options.mappings.filter(fits).map((mapping) => describe(options, mapping));
    return json(200, { EventSourceMappings: await Promise.all(shown) });
  }
  const mapping = options.mappings.find((known) => known.uuid === uuid);
  if (method === "GET" && mapping) return json(200, await describe(options, mapping));
  if (uuid !== "" && !mapping) {
    throw new LambdaApiError("ResourceNotFoundException", "The resource you requested does not exist.");
  }
  if (method !== "PUT" || !mapping) {
    throw new LambdaApiError("InvalidParameterValueException", `${method}: ${ONLY_THE_SWITCH}`);
  }
  const { Enabled, FunctionName: _, ...others } = parseRequest(UpdateMapping, body);
  if (Object.keys(others).length > 0) {
    throw new LambdaApiError(
      "InvalidParameterValueException",
      `${Object.keys(others).join(", ")}: ${ONLY_THE_SWITCH}`,
    );
  }
  if (Enabled === undefined) return json(202, { ...(await describe(options, mapping)), State: "Updating" });
  await options.set(Enabled);
  return json(202, { ...(await describe(options, mapping)), State: Enabled ? "Enabling" : "Disabling" });
}

const ONLY_THE_SWITCH =
  "the consumer's mappings follow core/settings.ts here, and only Enabled can be changed.";

const isNamed = (functionArn: string, name: string): boolean =>
  name === functionArn || functionArn.endsWith(`:function:${name.replace(/^.*function:/, "")}`);

async function describe({ functionArn, read }: ConsumerMappingsOptions, mapping: Mapping): Promise<object> {
  const { enabled, since = 0 } = await read();
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: 0,
    EventSourceArn: mapping.queueArn,
    FunctionArn: functionArn,
    LastModified: since / 1000,
    State: enabled ? "Enabled" : "Disabled",
    StateTransitionReason: "USER_INITIATED",
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    EventSourceMappingArn: functionArn.replace(/:function:.*$/, `:event-source-mapping:${mapping.uuid}`),
    ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
  };
}
