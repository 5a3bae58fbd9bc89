// Clients that ask until they are answered: with the same key, over throttles, faults and a server that is killed.
import { setTimeout as wait } from "node:timers/promises";
import { type Request, SCHEDULES, scheduleBody } from "./plan.ts";

/** `refused`: what went wrong with a request that should have been accepted. */
export type Accepted = { jobIds: string[]; groupIds: string[]; refused: string[] };

const PAUSE_MS = 50;

/** The status and body of the first answer that is no failure of the server. */
async function ask(
  url: string,
  method: string,
  signal: AbortSignal,
  body?: unknown,
  key?: string,
): Promise<{ status: number; body: unknown }> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, {
        method,
        headers: { "content-type": "application/json", ...(key && { "idempotency-key": key }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
      });
      const text = await response.text();
      if (response.status !== 429 && response.status < 500) {
        return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
      }
    } catch (error) {
      // No answer came: the server was killed, or was not there.
      if (signal.aborted) throw error;
    }
    await wait(PAUSE_MS);
  }
}

/** So many clients at once; each has one request open. */
export async function askAll(
  apiUrl: string,
  plan: readonly Request[],
  clients: number,
  signal: AbortSignal,
  accepted: Accepted,
): Promise<void> {
  const requests = plan.values();
  const client = async () => {
    for (const request of requests) await askOne(apiUrl, request, signal, accepted);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function askOne(apiUrl: string, { path, body, key, run }: Request, signal: AbortSignal, to: Accepted) {
  const answer = await ask(apiUrl + path, "POST", signal, body, key);
  if (answer.status !== 202) {
    to.refused.push(`POST ${path} (${key}): ${answer.status} ${JSON.stringify(answer.body)}`);
    return;
  }
  const { id, jobs } = Object(answer.body);
  if (path === "/groups") {
    to.groupIds.push(id);
    to.jobIds.push(...jobs.map((job: { id: string }) => job.id));
    return;
  }
  to.jobIds.push(id);
  // It may have been run by an answer that was lost: then it runs or has ended, which is 409.
  if (run) await ask(`${apiUrl}/jobs/${id}/run`, "POST", signal);
}

/** Schedules that make a job each minute, and one at once. */
export async function makeSchedules(apiUrl: string, signal: AbortSignal): Promise<void> {
  for (const id of SCHEDULES) {
    await ask(`${apiUrl}/schedules/${id}`, "PUT", signal, scheduleBody);
    await ask(`${apiUrl}/schedules/${id}/run`, "POST", signal);
  }
}

export async function deleteSchedules(apiUrl: string, signal: AbortSignal): Promise<void> {
  for (const id of SCHEDULES) await ask(`${apiUrl}/schedules/${id}`, "DELETE", signal);
}
