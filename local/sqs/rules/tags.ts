// Which tags a queue may have. [SQS: cost allocation tags]
import { SqsError } from "../errors.ts";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** @throws SqsError InvalidParameterValue */
export function checkTags(
  queueName: string,
  before: ReadonlyMap<string, string>,
  added: ReadonlyMap<string, string>,
): void {
  checkTagKeys([...added.keys()]);
  for (const [key, value] of added) {
    if (/^aws:/i.test(key)) {
      throw new SqsError(
        "InvalidParameterValue",
        "Tag keys beginning with 'aws:' are reserved for system use.",
      );
    }
    if (value.length > MAX_VALUE) {
      throw new SqsError(
        "InvalidParameterValue",
        `Tag values must be at most ${MAX_VALUE} characters in length.`,
      );
    }
  }
  if (new Set([...before.keys(), ...added.keys()]).size > MAX_TAGS) {
    throw new SqsError("InvalidParameterValue", `Too many tags added for queue ${queueName}.`);
  }
}

/** @throws SqsError InvalidParameterValue */
export function checkTagKeys(keys: string[]): void {
  if (keys.every((key) => key.length >= 1 && key.length <= MAX_KEY)) return;
  throw new SqsError(
    "InvalidParameterValue",
    `Tag keys must be between 1 and ${MAX_KEY} characters in length.`,
  );
}
