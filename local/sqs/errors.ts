// Every error the server answers with: SQS's code in each protocol and the HTTP status.

type ErrorRow = {
  /** The code of the query protocol; the JSON protocol has it in the `x-amzn-query-error` header. */
  queryCode: string;
  status: number;
  /** The JSON protocol's `__type`. */
  type: string;
};

const sqs = (name: string, queryCode = name, status = 400): ErrorRow => ({
  queryCode,
  status,
  type: `com.amazonaws.sqs#${name}`,
});
const coral = (name: string, queryCode: string, status = 400): ErrorRow => ({
  queryCode,
  status,
  type: `com.amazon.coral.service#${name}`,
});
const legacy = (name: string, status = 400): ErrorRow => sqs(name, `AWS.SimpleQueueService.${name}`, status);

/** Codes from the SQS API reference and its query-compatible table. Statuses other than 400 are those seen on AWS. */
export const errors = {
  BatchEntryIdsNotDistinct: legacy("BatchEntryIdsNotDistinct"),
  BatchRequestTooLong: legacy("BatchRequestTooLong"),
  EmptyBatchRequest: legacy("EmptyBatchRequest"),
  InvalidBatchEntryId: legacy("InvalidBatchEntryId"),
  MessageNotInflight: legacy("MessageNotInflight"),
  PurgeQueueInProgress: legacy("PurgeQueueInProgress", 403),
  QueueDeletedRecently: legacy("QueueDeletedRecently"),
  QueueDoesNotExist: sqs("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
  QueueNameExists: sqs("QueueNameExists", "QueueAlreadyExists"),
  TooManyEntriesInBatchRequest: legacy("TooManyEntriesInBatchRequest"),
  UnsupportedOperation: legacy("UnsupportedOperation"),
  InvalidAddress: sqs("InvalidAddress", "InvalidAddress", 404),
  InvalidAttributeName: sqs("InvalidAttributeName"),
  InvalidAttributeValue: sqs("InvalidAttributeValue"),
  InvalidIdFormat: sqs("InvalidIdFormat"),
  InvalidMessageContents: sqs("InvalidMessageContents"),
  OverLimit: sqs("OverLimit", "OverLimit", 403),
  ReceiptHandleIsInvalid: sqs("ReceiptHandleIsInvalid"),
  RequestThrottled: sqs("RequestThrottled", "RequestThrottled", 403),
  ResourceNotFoundException: sqs("ResourceNotFoundException", "ResourceNotFoundException", 404),
  InvalidParameterValue: coral("InvalidParameterValueException", "InvalidParameterValue"),
  MissingParameter: coral("MissingRequiredParameterException", "MissingParameter"),
  InvalidAction: coral("UnknownOperationException", "InvalidAction"),
  SerializationException: coral("SerializationException", "MalformedInput"),
  /** Of LocalStack's peek endpoint. */
  InvalidRequest: coral("InvalidRequest", "InvalidRequest"),
  AccessDenied: coral("AccessDeniedException", "AccessDenied", 403),
  RequestTooLarge: coral("RequestEntityTooLargeException", "RequestTooLarge", 413),
  InternalFailure: coral("InternalFailure", "InternalFailure", 500),
} satisfies Record<string, ErrorRow>;

export type ErrorName = keyof typeof errors;

/** An error that goes to the client. */
export class SqsError extends Error {
  override readonly name: ErrorName;

  constructor(name: ErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** SQS's "Sender": the caller can fix it. */
export function isSenderFault(name: ErrorName): boolean {
  return errors[name].status < 500;
}

/** An unexpected error. The client is told only that there was one; the cause is printed. */
export function internalFailure(): SqsError {
  return new SqsError("InternalFailure", "The server failed at this request; its output says how.");
}
