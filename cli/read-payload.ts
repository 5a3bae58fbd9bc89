// Reads the payload of a job from the command line: JSON, or standard input.
import { VisibleError } from "../core/jobs/index.ts";
import { readInput } from "./source-file.ts";

/** @throws VisibleError `invalid-json`, and as `readInput` does. */
export async function readPayload(given: string, maxBytes: number): Promise<unknown> {
  const input = { option: "--payload", what: "payload", maxBytes };
  const text = given === "-" ? await readInput("-", input) : given;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError("invalid-json", `--payload is not JSON: ${reason}`, {}, { cause: error });
  }
}
