// What a refusal of AWS's means to the doctor: a right that is missing, a thing that is not there, or nobody who answers.
import { ProbeError, type ProbeFailure } from "../../jobs/operate/inspector.ts";
import { asAwsError } from "../aws-error.ts";
import { isOfCredentials, isThrottled } from "../error-kinds.ts";
import { explainError } from "../explained-client.ts";

const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AWS\.SimpleQueueService\.AccessDenied)$/;
const MISSING = /^(QueueDoesNotExist|ResourceNotFoundException|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/** @param right what the call needs: `sqs:GetQueueAttributes`. */
export async function probing<Facts>(
  right: string,
  resource: string,
  ask: () => Promise<Facts>,
): Promise<Facts> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = explainError(asAwsError(error));
    const said = `${right} on ${resource}: ${name}: ${message}`;
    throw new ProbeError(failureOf(name), said, right, { cause: error });
  }
}

function failureOf(name: string): ProbeFailure {
  if (DENIED.test(name)) return "denied";
  if (isOfCredentials(name) || isThrottled(name) || name === "CredentialsProviderError") return "refused";
  return MISSING.test(name) ? "missing" : "unreachable";
}
