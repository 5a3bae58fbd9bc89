// One evaluated stage, and how a test finds a resource in it.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { tree } from "./tree.ts";

const Resource = z.object({
  type: z.string(),
  name: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  parent: z.string().optional(),
  retainOnDelete: z.boolean().optional(),
  protect: z.boolean().optional(),
});
export type Resource = z.infer<typeof Resource>;

export const Evaluated = z.object({
  app: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
  resources: z.array(Resource),
  rpc: z.array(z.object({ method: z.string(), params: z.record(z.string(), z.unknown()) })),
  /** What a deploy prints as a warning. */
  warnings: z.array(z.string()),
});
export type Evaluated = z.infer<typeof Evaluated>;

export const TOKEN = "a-token-of-24-characters";

/** Evaluates a stage in a process of its own. @throws Error with SST's own words when it refuses. */
export async function evaluateStage(
  stage: string,
  options: { dev?: boolean; env?: Record<string, string | undefined> } = {},
): Promise<Evaluated> {
  const script = path.join(import.meta.dirname, "evaluate.ts");
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [script, tree, stage, ...(options.dev ? ["dev"] : [])],
    {
      maxBuffer: 64 * 1_024 * 1_024,
      env: {
        PATH: process.env.PATH,
        SST_SECRET_ApiToken: TOKEN,
        SST_AWS_REGION: "us-east-1",
        ...options.env,
      },
    },
  );
  // Without an engine Pulumi's warnings go to standard error.
  const warnings = [...stderr.matchAll(/^warning: (?:\[runtime\] )?(.+)$/gm)].map(([, text]) => text);
  return Evaluated.parse({ ...JSON.parse(stdout), warnings });
}

export const ofType = ({ resources }: Evaluated, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** The inputs of the one resource of this type whose name begins so. */
export function inputsOf(stack: Evaluated, type: string, name: string): Record<string, unknown> {
  const found = ofType(stack, type).filter((resource) => resource.name.startsWith(name));
  if (found.length !== 1 || !found[0]) {
    const names = ofType(stack, type).map((resource) => resource.name);
    throw new Error(
      `${found.length} resources of ${type} begin with ${name}; there are: ${names.join(", ")}`,
    );
  }
  return found[0].inputs;
}

export const LAMBDA = "aws:lambda/function:Function";

/** The deployed function behind a handler. Under `sst dev` a bridge stands in its place, found by the component's name. */
export function functionOf(stack: Evaluated, handler: string): Record<string, unknown> {
  const known: Record<string, string> = {
    "functions/api.handler": "ApiHandler",
    "functions/consumer.handler": "Consumer",
    "functions/authorizer.handler": "Authorizer",
    "functions/dead-letters.handler": "DeadLetterInspector",
    "functions/recover.handler": "RecoverHandler",
  };
  return inputsOf(stack, LAMBDA, `${known[handler]}Function`);
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Policy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: texts,
      Resource: texts.optional(),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});
export type Statement = z.infer<typeof Policy>["Statement"][number];

export const parsePolicy = (document: unknown): Statement[] =>
  Policy.parse(typeof document === "string" ? JSON.parse(document) : document).Statement;

const InlinePolicies = z.array(z.object({ policy: z.string() }));

/** All that a role may do: its own statements. A managed policy is never hidden: a test wants none. */
export const roleStatements = (stack: Evaluated, name: string): Statement[] =>
  InlinePolicies.parse(inputsOf(stack, "aws:iam/role:Role", name).inlinePolicies).flatMap(({ policy }) =>
    parsePolicy(policy),
  );
