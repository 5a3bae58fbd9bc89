// AddPermission and RemovePermission: statements of the queue's Policy attribute. They are kept, not enforced.
import * as z from "zod";
import type { Queue } from "../engine/model.ts";
import { changeAttributes } from "../engine/queues.ts";
import { SqsError } from "../errors.ts";
import { checkPermission, type Policy, parsePolicy } from "../rules/policy.ts";
import { action, requireQueue } from "./call.ts";

const QueueUrl = z.string();
const Label = z.string();

export const permissionActions = {
  AddPermission: action(
    z.object({ QueueUrl, Label, AWSAccountIds: z.array(z.string()), Actions: z.array(z.string()) }),
    (call, input) => {
      const queue = requireQueue(call, input.QueueUrl);
      requireLabel(input.Label);
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(input.Label)) {
        throw invalid(
          "Label",
          input.Label,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
        );
      }
      if (input.Actions.length === 0) {
        throw new SqsError("MissingParameter", "The request must contain the parameter Actions.");
      }
      const policy = policyOf(queue);
      checkPermission(policy.Statement.length + 1, input.Actions);
      if (input.AWSAccountIds.length === 0 || !input.AWSAccountIds.every((id) => /^\d{12}$/.test(id))) {
        throw invalid("PrincipalId", `[${input.AWSAccountIds.join(", ")}]`, "Unable to verify.");
      }
      if (policy.Statement.some((statement) => statement.Sid === input.Label)) {
        throw invalid("Label", input.Label, "Already exists.");
      }
      policy.Statement.push({
        Sid: input.Label,
        Effect: "Allow",
        Principal: { AWS: oneOrMany(input.AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: oneOrMany(input.Actions.map((name) => `SQS:${name}`)),
        Resource: queue.arn,
      });
      changeAttributes(call.engine, queue, { ...queue.attributes, Policy: JSON.stringify(policy) }, call.now);
      return {};
    },
  ),

  RemovePermission: action(z.object({ QueueUrl, Label }), (call, input) => {
    const queue = requireQueue(call, input.QueueUrl);
    requireLabel(input.Label);
    const { Policy: _, ...others } = queue.attributes;
    const policy = policyOf(queue);
    const Statement = policy.Statement.filter((statement) => statement.Sid !== input.Label);
    if (Statement.length === policy.Statement.length) {
      throw invalid("Label", input.Label, "can't find label.");
    }
    if (Statement.length > 0) others.Policy = JSON.stringify({ ...policy, Statement });
    changeAttributes(call.engine, queue, others, call.now);
    return {};
  }),
};

/** SQS takes an empty label for an absent one. */
function requireLabel(label: string): void {
  if (label !== "") return;
  throw new SqsError("MissingParameter", "The request must contain the parameter Label.");
}

function policyOf(queue: Queue): Policy {
  const byDefault: Policy = { Version: "2008-10-17", Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] };
  return parsePolicy(queue.attributes.Policy ?? "") ?? byDefault;
}

function invalid(parameter: string, value: string, reason: string): SqsError {
  return new SqsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

function oneOrMany(values: string[]): string | string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}
