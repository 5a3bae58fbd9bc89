// Which characters a message's body and ids may have.
import { SqsError } from "../errors.ts";

/** Everything but #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF; a lone surrogate is none of these. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

export function isAllowedText(text: string): boolean {
  return !FORBIDDEN.test(text);
}

/** @throws SqsError MissingParameter, InvalidMessageContents */
export function checkBody(body: string): void {
  if (body === "") {
    throw new SqsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (!isAllowedText(body)) {
    throw new SqsError(
      "InvalidMessageContents",
      `Invalid binary character '#x${hexadecimal(FORBIDDEN.exec(body)?.[0])}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].`,
    );
  }
}

function hexadecimal(character = ""): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
}

/** Letters, digits and punctuation, 1 to 128. [SQS API: MessageGroupId, MessageDeduplicationId, ReceiveRequestAttemptId] */
const ID = /^[a-zA-Z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

/** @throws SqsError InvalidParameterValue */
export function checkId(parameter: string, value: string | undefined): void {
  if (value === undefined || ID.test(value)) return;
  throw new SqsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
