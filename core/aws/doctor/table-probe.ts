// Reads the table of jobs for the doctor.
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { TableDefinition, TableFacts } from "../../jobs/operate/inspector.ts";
import { INDEX, PROJECTED, TTL_ATTRIBUTE } from "../dynamo-table.ts";
import { probing } from "./probe-error.ts";

const wanted: TableDefinition = { index: INDEX, projected: PROJECTED, ttlAttribute: TTL_ATTRIBUTE };

/** @throws ProbeError */
export async function readTable(
  client: Pick<DynamoDBClient, "send">,
  tableName: string,
): Promise<{ facts: TableFacts; wanted: TableDefinition }> {
  const input = { TableName: tableName };
  const [{ Table: table }, { TimeToLiveDescription: expiry }] = await Promise.all([
    probing("dynamodb:DescribeTable", tableName, () => client.send(new DescribeTableCommand(input))),
    probing("dynamodb:DescribeTimeToLive", tableName, () =>
      client.send(new DescribeTimeToLiveCommand(input)),
    ),
  ]);
  const on = expiry?.TimeToLiveStatus?.startsWith("ENABL") && expiry.AttributeName;
  return {
    wanted,
    facts: {
      name: tableName,
      status: table?.TableStatus ?? "unknown",
      indexes: (table?.GlobalSecondaryIndexes ?? []).map((index) => {
        const keyOf = (type: string) =>
          index.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName ?? "";
        const { ProjectionType, NonKeyAttributes = [] } = index.Projection ?? {};
        return {
          name: index.IndexName ?? "",
          status: index.IndexStatus ?? "unknown",
          hashKey: keyOf("HASH"),
          rangeKey: keyOf("RANGE"),
          projected: ProjectionType === "ALL" ? PROJECTED : NonKeyAttributes,
        };
      }),
      ...(on && { ttlAttribute: on }),
    },
  };
}
