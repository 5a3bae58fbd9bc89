// The packages that `npm run package` builds: what is in each, and what it needs. The builder knows nothing else of them.

export type PackageDefinition = {
  /** Also its folder below packaging/, with its README. */
  name: string;
  description: string;
  keywords: string[];
  /** As in `exports`: the subpath and the source file, from the root of the repository. */
  entries: Record<string, string>;
  /** Command and source file. */
  bin?: Record<string, string>;
  /** Loaded by `new URL("./x.ts", import.meta.url)` from another file: a thread's first file. ES modules only. */
  threads?: string[];
  /** Documents beside the README: the place in the package, and the one in the repository. */
  documents?: Record<string, string>;
  node: string;
  /** Ranges are those of the root's package.json, unless one is given. Say why each is needed. */
  dependencies: Record<string, { why: string; range?: string }>;
  /** Needed for a part of the package only: the user installs them. */
  optionalPeers?: Record<string, { why: string; range?: string }>;
};

export const PACKAGES: PackageDefinition[] = [
  {
    name: "embedded-sqs",
    description:
      "An SQS server with Lambda's event source mapping for tests and laptops: in your own process or alone, without Docker or an account.",
    keywords: ["sqs", "lambda", "aws", "test", "mock", "local", "emulator", "queue", "event source mapping"],
    entries: {
      ".": "packaging/embedded-sqs/index.ts",
      "./lambda": "packaging/embedded-sqs/lambda.ts",
    },
    bin: { "embedded-sqs": "packaging/embedded-sqs/bin.ts" },
    threads: ["local/lambda/bootstrap.ts"],
    documents: {
      "docs/server.md": "local/sqs/README.md",
      "docs/testing-sqs.md": "local/sqs/testing/README.md",
      "docs/testing-lambda.md": "local/lambda/testing/README.md",
      "docs/lambda.md": "local/lambda/README.md",
      "docs/coming-from.md": "docs/coming-from.md",
    },
    node: ">=20.19",
    dependencies: {
      zod: { why: "checks requests, policies and the init file" },
      commander: { why: "the command line", range: "^14.0.0" /* 15 refuses Node 20 */ },
      "@types/aws-lambda": { why: "types of events and handlers" },
    },
    optionalPeers: {
      "@aws-sdk/client-sqs": { why: "startLambda and ./lambda receive by it", range: "^3.700.0" },
    },
  },

  {
    name: "lambda-sqs-jobs",
    description:
      "Background jobs on AWS Lambda and SQS: typed job types, claims, retries with backoff, steps, dead letters that say why.",
    keywords: ["sqs", "lambda", "aws", "jobs", "queue", "worker", "background jobs", "retry", "dead letter"],
    entries: {
      ".": "core/jobs/index.ts",
      "./aws": "packaging/lambda-sqs-jobs/aws.ts",
      "./settings": "core/settings.ts",
      "./sqlite": "packaging/lambda-sqs-jobs/sqlite.ts",
      "./testing": "core/jobs/testing/index.ts",
    },
    node: ">=20.19",
    dependencies: {
      "@aws-sdk/client-dynamodb": { why: "the store of jobs on AWS" },
      "@aws-sdk/client-sqs": { why: "the queues" },
      "@smithy/signature-v4": { why: "signs the requests that pause the consumer" },
      "@types/aws-lambda": { why: "types of events" },
      croner: { why: "cron expressions of schedules, loaded with the first" },
      pino: { why: "the logger that the engine is given" },
      zod: { why: "payloads, records and settings are checked by it" },
    },
  },
];
