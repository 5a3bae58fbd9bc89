// How large a payload may be that an operator, or a schedule, gives a job. No function reads this at its start.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";

/** @throws VisibleError `request-too-large` for a payload that no record takes. */
export function assertRequestSize({ settings }: Pick<Backend, "settings">, request: unknown): void {
  const { maxRequestBytes } = settings.jobs;
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes <= maxRequestBytes) return;
  throw new VisibleError(
    "request-too-large",
    `the payload has ${bytes} bytes and may have ${maxRequestBytes}`,
  );
}
