// What the doctor is told of an endpoint: plain facts, in the field's terms, whoever asked for them.
import type { PerPriority, Priority } from "../../../priorities.ts";
import type { Settings } from "../../../settings.ts";

export type QueueFacts = {
  name: string;
  arn: string;
  visibilityTimeoutSeconds: number;
  retentionSeconds: number;
  /** Undefined: SQS never moves a message to a dead-letter queue. `maxReceiveCount` is NaN where it cannot be read. */
  redrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
  /** Undefined: every queue may use it. */
  redriveAllowPolicy?: { redrivePermission: string; sourceQueueArns: readonly string[] };
  encrypted: boolean;
};

/** The queue of each priority, and their dead-letter queue. */
export type Queues = PerPriority<QueueFacts>;

export type MappingFacts = {
  uuid: string;
  queueArn: string;
  functionName: string;
  /** Lambda's: `Enabled`, `Disabled`, `Enabling`, … */
  state: string;
  batchSize: number;
  /** Undefined: there is none. */
  maximumConcurrency?: number;
  reportsBatchItemFailures: boolean;
};

export type FunctionFacts = {
  name: string;
  timeoutSeconds: number;
  /** Undefined: none is reserved. */
  reservedConcurrency?: number;
  /** Lambda's `State` and `LastUpdateStatus`, where they say that it cannot run. */
  trouble?: string;
};

export type AlarmFacts = {
  name: string;
  arn: string;
  actionsEnabled: boolean;
  actions: readonly string[];
  /** Those that it looks at: `ApproximateNumberOfMessagesVisible` of the queue `second-app-dead`. */
  metrics: readonly { namespace: string; name: string; queueName: string }[];
};

/** Of a function's resource policy: who may call it. */
export type PolicyStatement = {
  effect: string;
  principals: readonly string[];
  actions: readonly string[];
  /** Only for calls that come from these; undefined: from anything. */
  sourceArns?: readonly string[];
};

export type TableFacts = {
  name: string;
  /** DynamoDB's: `ACTIVE`, `UPDATING`, … */
  status: string;
  indexes: readonly {
    name: string;
    status: string;
    hashKey: string;
    rangeKey: string;
    projected: readonly string[];
  }[];
  /** The attribute by which items expire; undefined: they do not. */
  ttlAttribute?: string;
};

/** What the code expects of the table (`core/aws/dynamo-table.ts`). */
export type TableDefinition = {
  index: { name: string; hashKey: string; rangeKey: string };
  projected: readonly string[];
  ttlAttribute: string;
};

export type ApiFacts = {
  name: string;
  hasToken: boolean;
  /** Nobody but this machine reaches it. */
  onlyLoopback: boolean;
};

/** A part of the system, and the release of the code that it runs; undefined where it does not say. */
export type ReleaseFacts = { name: string; release?: string };

export type ClockFacts = {
  /** Whose clock ours is compared with: the address. */
  of: string;
  /** How much ours is ahead, in ms; HTTP's `Date` is exact to a second. */
  aheadMs: number;
};

/**
 * How the doctor looks at the endpoint. One that is absent does not apply there: SQLite is no table. One that may not look,
 * or finds nothing, rejects with ProbeError.
 */
export type Probes = {
  queue?(priority: Priority): Promise<QueueFacts>;
  deadLetterQueue?(): Promise<QueueFacts>;
  /** Those of the consumer. */
  mappings?(): Promise<readonly MappingFacts[]>;
  /** The function that mappings name. */
  consumer?(functionName: string): Promise<FunctionFacts>;
  /** All that look at the queue of this name. */
  alarms?(queueName: string): Promise<readonly AlarmFacts[]>;
  /** Of a function that an alarm calls. */
  functionPolicy?(functionArn: string): Promise<readonly PolicyStatement[]>;
  table?(): Promise<{ facts: TableFacts; wanted: TableDefinition }>;
  api?(): Promise<ApiFacts>;
  releases?(): Promise<readonly ReleaseFacts[]>;
  clock?(): Promise<ClockFacts>;
};

/** Probes, and what to do with their connections at the end. */
export type OpenProbes = {
  probes: Probes;
  /** Of the code that asks: `package.json`. */
  release: string;
  /** By which the functions run; absent where they are the backend's. */
  settings?: Settings;
  close(): void;
};

/** `refused`: whoever asks is not known, or asked too often. Nothing is wrong with what it would have looked at. */
export type ProbeFailure = "denied" | "missing" | "refused" | "unreachable";

/** A probe that could not look. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
  readonly failure: ProbeFailure;
  /** Of `denied`: the right that is missing, `lambda:GetFunctionConfiguration`. */
  readonly right: string;

  constructor(failure: ProbeFailure, message: string, right = "", options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.right = right;
  }
}
