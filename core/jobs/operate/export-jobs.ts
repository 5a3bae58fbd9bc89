// Writes jobs and dead letters as JSON lines: everything that `importLine` needs to have them elsewhere.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { DeadLetter, type Edit, Job } from "../record/job.ts";
import type { JobFilter } from "../record/job-filter.ts";
import { withRequest } from "../record/request.ts";
import { jobNotFound } from "./read-jobs.ts";

/** One line: a job with its payload, those that it had before an operator changed it, its result and what its steps have kept. */
const JobLine = z.strictObject({
  kind: z.literal("job"),
  v: z.literal(1),
  job: Job,
  result: z.unknown().optional(),
  steps: z.array(z.strictObject({ name: z.string(), result: z.unknown().optional() })).optional(),
});
const LetterLine = z.strictObject({ kind: z.literal("dead-letter"), v: z.literal(1), letter: DeadLetter });

export const ExportLine = z.discriminatedUnion("kind", [JobLine, LetterLine]);
export type ExportLine = z.infer<typeof ExportLine>;

const PAGE = 100;
const MOST_READ = 1_000;
const PARALLEL = 10;

/** The jobs that fit, the oldest first. One whose data was deleted is left out. */
export async function* exportJobs(backend: Backend, filter: JobFilter): AsyncGenerator<ExportLine> {
  let cursor: string | undefined;
  do {
    const page = await backend.store.search({
      ...{ filter, order: "oldest", limit: PAGE, maxRead: MOST_READ },
      ...(cursor !== undefined && { cursor }),
    });
    for (let start = 0; start < page.items.length; start += PARALLEL) {
      const ids = page.items.slice(start, start + PARALLEL).map(({ id }) => id);
      for (const line of await Promise.all(ids.map((id) => exportFound(backend, id)))) if (line) yield line;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Every message that was seen in the dead-letter queue, the newest first. */
export async function* exportLetters({ store }: Backend): AsyncGenerator<ExportLine> {
  let cursor: string | undefined;
  do {
    const page = await store.listDeadLetters({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    for (const letter of page.items) yield { kind: "dead-letter", v: 1, letter };
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** @throws VisibleError `job-not-found` */
export async function exportJob(backend: Backend, id: string): Promise<ExportLine> {
  const line = await exportFound(backend, id);
  if (line) return line;
  throw jobNotFound(id);
}

async function exportFound(backend: Backend, id: string): Promise<ExportLine | undefined> {
  const record = await backend.store.get(id);
  if (!record || record.deletedAt !== undefined) return undefined;
  const { requestBytes: _, ...job } = await withRequest(backend, record);
  if (record.edits) job.edits = await Promise.all(record.edits.map((edit) => withPayload(backend, id, edit)));
  const result = record.status === "succeeded" ? await backend.store.getResult(id) : undefined;
  const steps = await Promise.all(
    (record.steps ?? []).map(async ({ name, key }) => ({ name, ...(await backend.store.getStep(id, key)) })),
  );
  return {
    ...{ kind: "job", v: 1, job },
    ...(result !== undefined && { result }),
    ...(steps.length > 0 && { steps }),
  };
}

/** One that has expired is null. */
async function withPayload({ store }: Backend, jobId: string, edit: Edit): Promise<Edit> {
  const { requestBytes, ...rest } = edit;
  if (requestBytes === undefined) return edit;
  return { ...rest, request: (await store.getRequest(jobId, edit.requestHash))?.request ?? null };
}
