// Where the dashboard is, at whatever address it is served.
export const BASE = "/dashboard";

/** An address of ours; what is undefined or empty is left out of the query. */
export function at(path: string, query: Record<string, string | number | undefined> = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") words.set(name, String(value));
  }
  return `${BASE}${path}${words.size > 0 ? `?${words}` : ""}`;
}

/** A job's page. */
export const atJob = (jobId: string): string => at(`/jobs/${encodeURIComponent(jobId)}`);
