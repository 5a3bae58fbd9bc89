// Of what kind an error of AWS's is, by its name. No function reads this at its start.

const CREDENTIALS =
  /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|SlowDown/;

/** AWS does not know whoever asks. */
export const isOfCredentials = (name: string): boolean => CREDENTIALS.test(name);
/** AWS was asked too often. */
export const isThrottled = (name: string): boolean => THROTTLED.test(name);
