// Describes a failed AWS call: the operation, the resource, and the error that came back.

/** The fields that SDK errors carry beside name and message. */
export type AwsError = Error & {
  $metadata?: { attempts?: number; requestId?: string; httpStatusCode?: number };
};

export const asAwsError = (error: unknown): AwsError =>
  error instanceof Error ? error : new Error(String(error));

/** How to mend the most frequent failures. The SDK's own message says what happened, but not what to do. */
const remedies: Readonly<Record<string, string>> = {
  ResourceNotFoundException: "deploy this stage, or provision the endpoint that AWS_ENDPOINT_URL names",
  QueueDoesNotExist: "deploy this stage, or provision the endpoint that AWS_ENDPOINT_URL names",
  AccessDeniedException: "the role lacks this action; see stacks/",
  AccessDenied: "the role lacks this action; see stacks/",
  CredentialsProviderError: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  ECONNREFUSED: "nothing listens at this endpoint; is it started, is AWS_ENDPOINT_URL right?",
  ENOTFOUND: "no such host; is AWS_REGION or AWS_ENDPOINT_URL right?",
  TimeoutError: "the endpoint did not answer in time",
  AbortError: "it was given up when its time was over",
};

/** An error that names the call and its resource, keeping the SDK's error as its cause. */
export function describeAwsError(call: string, resource: string, error: unknown): Error {
  const cause = asAwsError(error);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  const said = cause.message ? `${code}: ${cause.message}` : code;
  const remedy = remedies[code] ?? remedies[cause.name];
  return new Error(`${call} on ${resource} failed: ${said}${remedy ? ` (${remedy})` : ""}`, { cause });
}
