// Reads who may call a function: the statements of its resource policy.
import * as z from "zod";
import type { PolicyStatement } from "../../jobs/operate/inspector.ts";
import { askLambda, type LambdaAccess } from "../lambda-request.ts";
import { probing } from "./probe-error.ts";

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const byName = z.object({}).catchall(texts);
const Policy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Principal: z.union([
        z.string().transform((one) => [one]),
        byName.transform((of) => Object.values(of).flat()),
      ]),
      Action: texts.default([]),
      Condition: z.object({}).catchall(byName).optional(),
    }),
  ),
});
const Answer = z.object({ Policy: z.string() });

/** None for a function without a policy. @throws ProbeError */
export const readFunctionPolicy = (access: LambdaAccess, functionArn: string): Promise<PolicyStatement[]> =>
  probing("lambda:GetPolicy", functionArn, async () => {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionArn)}/policy`;
    const answer = await askLambda(access, { method: "GET", path }).catch((error: unknown) => {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    });
    if (answer === undefined) return [];
    return Policy.parse(JSON.parse(Answer.parse(answer).Policy)).Statement.map(statementOf);
  });

function statementOf(statement: z.infer<typeof Policy>["Statement"][number]): PolicyStatement {
  const { Effect, Principal, Action, Condition = {} } = statement;
  const conditions = Object.values(Condition).flatMap((of) => Object.entries(of));
  const arns = conditions.flatMap(([key, values]) => (key.toLowerCase() === "aws:sourcearn" ? values : []));
  const hasArn = conditions.some(([key]) => key.toLowerCase() === "aws:sourcearn");
  return {
    ...{ effect: Effect, principals: Principal, actions: Action },
    ...(hasArn && { sourceArns: arns }),
  };
}
