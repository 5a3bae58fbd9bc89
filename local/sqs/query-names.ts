// The query protocol's names for lists, maps and numbers, where they differ from the JSON protocol's. [SQS API 2012-11-05]

/** `AttributeName.1=…` is `AttributeNames: […]`. */
export const listNames = new Map(
  Object.entries({
    AttributeName: "AttributeNames",
    MessageAttributeName: "MessageAttributeNames",
    MessageSystemAttributeName: "MessageSystemAttributeNames",
    AWSAccountId: "AWSAccountIds",
    ActionName: "Actions",
    TagKey: "TagKeys",
    StringListValue: "StringListValues",
    BinaryListValue: "BinaryListValues",
    SendMessageBatchRequestEntry: "Entries",
    DeleteMessageBatchRequestEntry: "Entries",
    ChangeMessageVisibilityBatchRequestEntry: "Entries",
  }),
);

/** botocore writes an empty list as `AttributeNames=`, by the list's own name. */
export const listsByOwnName = new Set(listNames.values());

type MapName = { json: string; query: string; key: "Name" | "Key" };

/** `Attribute.1.Name=…&Attribute.1.Value=…` is `Attributes: { … }`. */
const maps: MapName[] = [
  { json: "Attributes", query: "Attribute", key: "Name" },
  { json: "MessageAttributes", query: "MessageAttribute", key: "Name" },
  { json: "MessageSystemAttributes", query: "MessageSystemAttribute", key: "Name" },
  { json: "Tags", query: "Tag", key: "Key" },
];
export const mapsByQueryName = new Map(maps.map((map) => [map.query, map]));
export const mapsByJsonName = new Map(maps.map((map) => [map.json, map]));

export const integerNames = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/** `Messages: […]` is a `<Message>` for each. */
export function elementName(action: string, list: string): string {
  const names: Record<string, string> = {
    Messages: "Message",
    QueueUrls: "QueueUrl",
    queueUrls: "QueueUrl",
    Successful: `${action}ResultEntry`,
    Failed: "BatchResultErrorEntry",
    Results: "ListMessageMoveTasksResultEntry",
  };
  return names[list] ?? list;
}

/** Actions whose response has a `…Result` element. */
export const actionsWithResult = new Set([
  "CancelMessageMoveTask",
  "ChangeMessageVisibilityBatch",
  "CreateQueue",
  "DeleteMessageBatch",
  "GetCallerIdentity",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "ListMessageMoveTasks",
  "ListQueues",
  "ListQueueTags",
  "ReceiveMessage",
  "SendMessage",
  "SendMessageBatch",
  "StartMessageMoveTask",
]);
