// Where the dashboard is, at whatever address it is served.
export const BASE = "/dashboard";
/** For Prometheus, beside it. */
export const METRICS = "/metrics";

/** Whether the dashboard answers this request. @param url its path and query */
export function isOurs(url = "/"): boolean {
  const [path = ""] = url.split("?");
  return path === BASE || path.startsWith(`${BASE}/`) || path === METRICS;
}

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
