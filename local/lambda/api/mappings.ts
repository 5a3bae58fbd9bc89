// The event source mappings of the API: what was asked for, and the mapping that runs.
import { randomUUID } from "node:crypto";
import type { TestLambda, TestMapping } from "../testing/options.ts";
import { LambdaApiError } from "./errors.ts";
import { CreateMapping, checkFilters, parseRequest, UpdateMapping } from "./requests.ts";
import { invalidValue } from "./validation.ts";

type Asked = Omit<CreateMapping, "Tags">;
type Kept = { uuid: string; asked: Asked; lambda: TestLambda; modifiedMs: number; running?: TestMapping };

export type MappingsOptions = {
  functions: readonly TestLambda[];
  /** The URL of the queue that an ARN names. */
  queueUrl(name: string): string;
};

/** Lambda's page, whatever MaxItems says. */
const LARGEST_PAGE = 100;

export class Mappings {
  readonly #options: MappingsOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: MappingsOptions) {
    this.#options = options;
  }

  /**
   * @param name a name, a partial or a whole ARN, with or without a qualifier
   * @param qualifier where it is not in the name. There are no versions and aliases here, so only `$LATEST` is found
   */
  findFunction(name: string, qualifier?: string): TestLambda {
    const [plain = "", inName] = name
      .replace(/^(?:.*:)?function:/, "")
      .replace(/^\d{12}:/, "")
      .split(":");
    const wanted = qualifier ?? inName ?? "$LATEST";
    const found = this.#options.functions.find((lambda) => lambda.name === plain);
    if (found && wanted === "$LATEST") return found;
    const place = wanted === "$LATEST" ? plain : `${plain}:${wanted}`;
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:${place}`;
    throw new LambdaApiError("ResourceNotFoundException", `Function not found: ${arn}`);
  }

  async create(body: string): Promise<object> {
    const { Tags, ...asked } = parseRequest(CreateMapping, body);
    const lambda = this.findFunction(asked.FunctionName);
    const same = [...this.#kept.values()].find(
      (kept) => kept.lambda === lambda && kept.asked.EventSourceArn === asked.EventSourceArn,
    );
    if (same) {
      throw new LambdaApiError(
        "ResourceConflictException",
        `An event source mapping with SQS arn (" ${asked.EventSourceArn} ") and function (" ${lambda.name} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
      );
    }
    const kept: Kept = { uuid: randomUUID(), asked, lambda, modifiedMs: Date.now() };
    await this.#run(kept);
    this.#kept.set(kept.uuid, kept);
    return describe(kept, "Creating");
  }

  get(uuid: string): object {
    return describe(this.#find(uuid));
  }

  list(query: URLSearchParams): object {
    const functionName = query.get("FunctionName");
    const arn = query.get("EventSourceArn");
    const lambda = functionName === null ? undefined : this.findFunction(functionName);
    const all = [...this.#kept.values()].filter(
      (kept) =>
        (lambda === undefined || kept.lambda === lambda) &&
        (arn === null || kept.asked.EventSourceArn === arn),
    );
    const start = startOf(query.get("Marker"));
    const end = start + pageOf(query.get("MaxItems"));
    return {
      EventSourceMappings: all.slice(start, end).map((kept) => describe(kept)),
      ...(end < all.length && { NextMarker: String(end) }),
    };
  }

  /** Members that are absent stay; an empty ScalingConfig, FilterCriteria or ProvisionedPollerConfig takes the old one away. */
  async update(uuid: string, body: string): Promise<object> {
    const old = this.#find(uuid);
    const changes = parseRequest(UpdateMapping, body);
    const asked = { ...old.asked, ...changes, FunctionName: changes.FunctionName ?? old.asked.FunctionName };
    const kept: Kept = { uuid, asked, lambda: this.findFunction(asked.FunctionName), modifiedMs: Date.now() };
    await this.#run(kept);
    this.#kept.set(uuid, kept);
    // What the old one has received still has its invocation.
    void old.running?.close();
    return describe(kept, "Updating");
  }

  delete(uuid: string): object {
    const kept = this.#find(uuid);
    this.#kept.delete(uuid);
    void kept.running?.close();
    return describe(kept, "Deleting");
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(({ running }) => running?.close()));
  }

  #find(uuid: string): Kept {
    const kept = this.#kept.get(uuid);
    if (kept) return kept;
    throw new LambdaApiError("ResourceNotFoundException", "The resource you requested does not exist.");
  }

  async #run(kept: Kept): Promise<void> {
    const { asked, lambda } = kept;
    const filterCriteria = checkFilters(asked.FilterCriteria);
    const [, queue] = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:([^:]+)$/.exec(asked.EventSourceArn) ?? [];
    if (queue === undefined) {
      throw new LambdaApiError(
        "InvalidParameterValueException",
        `EventSourceArn ${asked.EventSourceArn}: only SQS queues are event sources here.`,
      );
    }
    const { MaximumConcurrency } = asked.ScalingConfig ?? {};
    const { MinimumPollers, MaximumPollers } = asked.ProvisionedPollerConfig ?? {};
    const isProvisioned = MinimumPollers !== undefined || MaximumPollers !== undefined;
    const { Enabled = true } = asked;
    const running = await lambda.addMapping({
      enabled: Enabled,
      queue: this.#options.queueUrl(queue),
      batchSize: asked.BatchSize ?? 10,
      batchWindow: asked.MaximumBatchingWindowInSeconds ?? 0,
      reportBatchItemFailures: asked.FunctionResponseTypes?.length === 1,
      concurrency: MaximumConcurrency ?? "on-demand",
      ...(filterCriteria && { filterCriteria }),
      ...(isProvisioned && {
        provisionedPollers: {
          ...(MinimumPollers !== undefined && { minimum: MinimumPollers }),
          ...(MaximumPollers !== undefined && { maximum: MaximumPollers }),
        },
      }),
    });
    if (Enabled) kept.running = running;
  }
}

/** @param marker of the page before, or null */
function startOf(marker: string | null): number {
  if (marker === null || /^\d{1,9}$/.test(marker)) return Number(marker);
  throw new LambdaApiError(
    "InvalidParameterValueException",
    `Marker ${marker} is not one that a list has returned.`,
  );
}

function pageOf(maxItems: string | null): number {
  if (maxItems === null) return LARGEST_PAGE;
  if (!/^-?\d+$/.test(maxItems)) {
    throw new LambdaApiError("SerializationException", "STRING_VALUE can not be converted to an Integer");
  }
  const most = Number(maxItems);
  if (most < 1) throw invalidValue(most, "MaxItems", "Member must have value greater than or equal to 1");
  if (most > 10_000)
    throw invalidValue(most, "MaxItems", "Member must have value less than or equal to 10000");
  return Math.min(LARGEST_PAGE, most);
}

function describe({ uuid, asked, lambda, modifiedMs, running }: Kept, state?: string): object {
  return {
    UUID: uuid,
    BatchSize: asked.BatchSize ?? 10,
    MaximumBatchingWindowInSeconds: asked.MaximumBatchingWindowInSeconds ?? 0,
    EventSourceArn: asked.EventSourceArn,
    FunctionArn: lambda.arn,
    LastModified: modifiedMs / 1000,
    State: state ?? (running ? "Enabled" : "Disabled"),
    StateTransitionReason: "USER_INITIATED",
    FunctionResponseTypes: asked.FunctionResponseTypes ?? [],
    EventSourceMappingArn: lambda.arn.replace(/:function:.*$/, `:event-source-mapping:${uuid}`),
    ...(asked.FilterCriteria?.Filters?.length && { FilterCriteria: asked.FilterCriteria }),
    ...(asked.ScalingConfig?.MaximumConcurrency && { ScalingConfig: asked.ScalingConfig }),
    ...(asked.ProvisionedPollerConfig && { ProvisionedPollerConfig: asked.ProvisionedPollerConfig }),
  };
}
