// The table of jobs as it would be deployed: what the DynamoDB store is tested with.
import { describe, expect, inject, it } from "vitest";
import { tableDefinition } from "../../core/aws/dynamo-table.ts";
import { inputsOf, ofType } from "./evaluated.ts";

const TABLE = "aws:dynamodb/table:Table";

describe.each(["production", "test", "dev"] as const)("the table of the stage %s", (stage) => {
  const stack = inject("stages")[stage];
  const table = inputsOf(stack, TABLE, "Jobs");
  const definition = tableDefinition("any");

  it("has the keys and the index that the store is tested with", () => {
    expect(ofType(stack, TABLE)).toHaveLength(1);
    const [index] = definition.GlobalSecondaryIndexes;
    expect(table).toMatchObject({
      hashKey: definition.KeySchema[0]?.AttributeName,
      globalSecondaryIndexes: [
        {
          name: index?.IndexName,
          hashKey: index?.KeySchema[0]?.AttributeName,
          rangeKey: index?.KeySchema[1]?.AttributeName,
          projectionType: index?.Projection.ProjectionType,
          nonKeyAttributes: index?.Projection.NonKeyAttributes,
        },
      ],
    });
    expect(table).not.toHaveProperty("rangeKey");
    expect(table.attributes).toEqual(
      definition.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
    );
  });

  it("is paid by the request, as the definition says", () => {
    expect(table.billingMode).toBe(definition.BillingMode);
  });

  it("lets ended records expire", () => {
    expect(table.ttl).toEqual({ attributeName: "expiresAtSeconds", enabled: true });
  });

  it("can be set back to any point in time", () => {
    expect(table.pointInTimeRecovery).toEqual({ enabled: true });
  });

  it("cannot be deleted in production by mistake", () => {
    expect(table.deletionProtectionEnabled).toBe(stage === "production");
  });
});
