// Takes jobs and dead letters in as `exportJobs` wrote them, line by line. What is there already is never overwritten.
import type { Backend } from "../backend.ts";
import { sendJob } from "../enqueue/send-job.ts";
import { takeLock } from "../enqueue/unique.ts";
import { StoreError } from "../errors.ts";
import { invalidRequest } from "../field-errors.ts";
import { storedFollowUps } from "../follow/follow-up.ts";
import { expiry, retentionOf } from "../record/death.ts";
import type { DeadLetter, Job, Step } from "../record/job.ts";
import { canonicalJson } from "../record/json.ts";
import { NAME } from "../record/name.ts";
import { readStored, toStored } from "../record/payload.ts";
import { storeRequest, withRequest } from "../record/request.ts";
import { assertRequestSize } from "../record/request-size.ts";
import { isTerminal } from "../record/states.ts";
import { assertTenant } from "../record/tenant.ts";
import { isEnginesOwn } from "../registry.ts";
import { isCancelling } from "../run/watch-claim.ts";
import { ExportLine } from "./export-jobs.ts";
import { asImported, importEdits } from "./import-record.ts";

export type ImportFate =
  | { fate: "imported"; id: string }
  /** The same is there. */
  | { fate: "existing"; id: string }
  /** Another is there under this id: it stays. */
  | { fate: "conflict"; id: string }
  /** The line is wrong. */
  | { fate: "refused"; id?: string; message: string };

export type ImportOptions = {
  /**
   * Also jobs that have not ended: they are sent, and run. Without this they are refused, so that nobody runs another stage's
   * jobs by looking at them.
   */
  unfinished?: boolean;
};

/** A job, its payload, result and steps have fewer. */
export const MOST_LINE_BYTES = 32 * 1024 * 1024;

/** @throws StoreError, VisibleError `queue-unavailable`, when nothing can be taken in at this moment. */
export async function importLine(
  backend: Backend,
  text: string,
  options: ImportOptions = {},
): Promise<ImportFate> {
  let line: ExportLine;
  try {
    line = parseLine(text);
  } catch (error) {
    return { fate: "refused", message: messageOf(error) };
  }
  const id = line.kind === "job" ? line.job.id : line.letter.messageId;
  try {
    return line.kind === "job"
      ? await importJob(backend, line, options)
      : await importLetter(backend, line.letter);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return { fate: "refused", id, message: messageOf(error) };
  }
}

/** @throws Error that says what is wrong with the line. */
function parseLine(text: string): ExportLine {
  if (Buffer.byteLength(text) > MOST_LINE_BYTES)
    throw new Error(`it has more than the ${MOST_LINE_BYTES} bytes that a line may have`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  const parsed = ExportLine.safeParse(value);
  if (!parsed.success) throw invalidRequest(parsed.error);
  return parsed.data;
}

type JobLine = Extract<ExportLine, { kind: "job" }>;

async function importJob(
  backend: Backend,
  { job: given, result, steps = [] }: JobLine,
  { unfinished = false }: ImportOptions,
): Promise<ImportFate> {
  const { id } = given;
  if (!NAME.test(id) || !NAME.test(given.type))
    throw new Error("id and type have 1 to 100 of A-Z a-z 0-9 _ . : -");
  // Also one that has ended: a dead operation may be retried.
  if (isEnginesOwn(given.type))
    throw new Error(`it is of ${given.type}: an operation is started where it is wanted, and never taken in`);
  if (given.tenant !== undefined) assertTenant(given.tenant);
  if (given.deletedAt !== undefined) throw new Error("its data was deleted");
  const there = await backend.store.get(id);
  if (there) return await compare(backend, there, given);
  const request = toStored(given.request);
  const title = titleOf(backend, given, request, unfinished);
  // Also of a job that has ended: it may be retried.
  assertRequestSize(backend, request);
  storedFollowUps(backend, given.followUps ?? []);
  const imported = asImported(backend, { ...given, title }, request);
  await assertAlone(backend, imported);

  const kept: Step[] = [];
  for (const { name, ...step } of steps) {
    const { at = given.createdAt, bytes = 0 } = given.steps?.find((known) => known.name === name) ?? {};
    if (!NAME.test(name))
      throw new Error(`the step ${JSON.stringify(name.slice(0, 200))} has no step's name`);
    const key = `${name}#imported`;
    await backend.store.putStep(id, key, step);
    kept.push({ name, key, at, bytes });
  }
  if (result !== undefined && given.status === "succeeded") {
    await backend.store.putResult(id, result, retentionOf(backend, given.type));
  }
  const edits = await importEdits(backend, given);
  const record = await storeRequest(backend, {
    ...imported,
    ...(kept.length > 0 && { steps: kept }),
    ...(edits.length > 0 && { edits }),
  });
  if (!(await backend.store.create(record))) return { fate: "conflict", id };
  if (record.status === "queued") await sendJob(backend, record);
  return { fate: "imported", id };
}

/**
 * @returns what its type makes of the payload of a job that is to run; the title that one has which has ended.
 * @throws Error for a job that would run, unless that is wanted and its type takes its payload.
 */
function titleOf({ registry }: Backend, job: Job, request: unknown, unfinished: boolean): string {
  if (isTerminal(job.status)) return job.title;
  if (isCancelling(job)) throw new Error("it is being cancelled: export it once it has ended");
  if (!unfinished)
    throw new Error(`it is ${job.status}: a job that has not ended is taken in only with --unfinished`);
  const type = registry.get(job.type);
  if (!type) throw new Error(`no job type ${job.type} is registered here`);
  const read = readStored(type.payload, request);
  if (!read.success) throw invalidRequest(read.error);
  return type.title(request);
}

/** A job that is to run, of a unique type, takes the lock of its key as `enqueue` does. @throws Error */
async function assertAlone(backend: Backend, job: Job): Promise<void> {
  const type = backend.registry.get(job.type);
  if (isTerminal(job.status) || !type?.unique) return;
  const holder = await takeLock(backend, type, job);
  if (holder) throw new Error(`job ${holder.id} is equal to it, and jobs of ${job.type} are unique`);
}

async function compare(backend: Backend, there: Job, given: Job): Promise<ImportFate> {
  const { id } = given;
  if (there.deletedAt !== undefined || there.type !== given.type || there.createdAt !== given.createdAt) {
    return { fate: "conflict", id };
  }
  const { request } = await withRequest(backend, there);
  return { fate: canonicalJson(request) === canonicalJson(given.request) ? "existing" : "conflict", id };
}

async function importLetter(backend: Backend, letter: DeadLetter): Promise<ImportFate> {
  const id = letter.messageId;
  if (id === "" || id.length > 100) throw new Error("messageId has 1 to 100 characters");
  const expiresAtSeconds = expiry(backend.now(), backend.settings.jobs.terminalRetentionSeconds);
  if (await backend.store.putDeadLetter({ ...letter, expiresAtSeconds })) return { fate: "imported", id };
  const there = await backend.store.getDeadLetter(id);
  const same = there?.jobId === letter.jobId && there?.seenAt === letter.seenAt;
  return { fate: same ? "existing" : "conflict", id };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
