// Which job a message on the queue carries, as far as its body says.
import type { About } from "./rules.ts";

export function jobOf(body: unknown): About {
  if (typeof body !== "string") return {};
  try {
    const { jobId, type } = Object(JSON.parse(body));
    return typeof jobId === "string" && typeof type === "string" ? { jobId, jobType: type } : {};
  } catch {
    return {};
  }
}
