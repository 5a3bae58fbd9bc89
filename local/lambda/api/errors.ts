// The errors of Lambda's API, by name and HTTP status. Source: the service's published model; SerializationException and
// ValidationException, which every AWS service has, are not in it.
import { FunctionFailedError, ThrottledError } from "../lambda-function.ts";
import { InvalidParameterError } from "../mapping-rules.ts";

const STATUSES = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  SerializationException: 400,
  ValidationException: 400,
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  ServiceException: 500,
} as const;

export class LambdaApiError extends Error {
  override readonly name: keyof typeof STATUSES;
  readonly status: number;

  constructor(name: keyof typeof STATUSES, message: string) {
    super(message);
    this.name = name;
    this.status = STATUSES[name];
  }
}

/** Undefined for what nobody has foreseen. */
export function asApiError(error: unknown): LambdaApiError | undefined {
  if (error instanceof LambdaApiError) return error;
  if (error instanceof ThrottledError)
    return new LambdaApiError("TooManyRequestsException", "Rate Exceeded.");
  if (error instanceof InvalidParameterError) {
    return new LambdaApiError("InvalidParameterValueException", error.message);
  }
  return undefined;
}

/** What Invoke answers of a function that failed: status 200, and this as its payload. */
export function failurePayload(error: unknown): string | undefined {
  if (!(error instanceof FunctionFailedError)) return undefined;
  const { errorType, errorMessage, trace } = error;
  return JSON.stringify({ errorType, errorMessage, ...(trace.length > 0 && { trace }) });
}
