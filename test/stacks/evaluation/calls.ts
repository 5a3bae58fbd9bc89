// Answers the questions that components ask AWS while they are evaluated; policy documents are really made.
import * as z from "zod";
import { ACCOUNT } from "./sst-cli.ts";

const texts = z.array(z.string());
const Statements = z.array(
  z.object({
    effect: z.string().default("Allow"),
    actions: texts.optional(),
    resources: texts.optional(),
    principals: z.array(z.object({ type: z.string(), identifiers: texts })).optional(),
    conditions: z.array(z.object({ test: z.string(), variable: z.string(), values: texts })).nullish(),
  }),
);

/** @throws Error for a question that nobody has answered yet. */
export function evaluateCall(token: string, inputs: unknown, region: string): Record<string, unknown> {
  if (token.startsWith("aws:index/getRegion")) return { region, name: region, id: region };
  if (token.startsWith("aws:index/getPartition")) return { partition: "aws", dnsSuffix: "amazonaws.com" };
  if (token.startsWith("aws:index/getCallerIdentity")) return { accountId: ACCOUNT };
  if (token.startsWith("aws:sesv2/getEmailIdentity")) return emailIdentity(inputs, region);
  if (token.startsWith("aws:iam/getPolicyDocument")) return policyDocument(inputs);
  throw new Error(`test/stacks/evaluation/calls.ts has no answer to ${token}`);
}

function policyDocument(inputs: unknown): Record<string, unknown> {
  const { statements = [] } = z.object({ statements: Statements.optional() }).parse(inputs);
  const Statement = statements.map(({ effect, actions, resources, principals, conditions }) => ({
    Effect: effect,
    Action: actions,
    Resource: resources,
    // AWS's provider writes the principal of everybody as one star.
    Principal: principals?.some(({ type }) => type === "*")
      ? "*"
      : principals && Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
    Condition: conditions?.length
      ? Object.fromEntries(conditions.map(({ test, variable, values }) => [test, { [variable]: values }]))
      : undefined,
  }));
  return {
    ...(statements.length > 0 && { statements }),
    json: JSON.stringify({ Version: "2012-10-17", Statement }),
  };
}

/** One whose name begins with "new" is not verified, and one that begins with "plain" has no configuration set. */
function emailIdentity(inputs: unknown, region: string): Record<string, unknown> {
  const { emailIdentity: name } = z.object({ emailIdentity: z.string() }).parse(inputs);
  return {
    emailIdentity: name,
    arn: `arn:aws:ses:${region}:${ACCOUNT}:identity/${name}`,
    configurationSetName: name.startsWith("plain") ? "" : "their-set",
    verifiedForSendingStatus: !name.startsWith("new"),
  };
}
