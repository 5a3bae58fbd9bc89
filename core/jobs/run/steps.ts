// The steps of a running job: parts whose results are kept with it, so that a later attempt goes on after them.
import type { Backend } from "../backend.ts";
import { PermanentError, VisibleError } from "../errors.ts";
import type { JobContext } from "../job-type.ts";
import type { Job, Step } from "../record/job.ts";
import { assertJson } from "../record/json.ts";
import { NAME } from "../record/name.ts";
import type { Stop } from "./stop-signal.ts";
import type { ClaimWatch } from "./watch-claim.ts";

/** @returns the job's `context.step`. A result is written first, then noted in the record under the job's claim. */
export function createSteps(
  backend: Backend,
  job: Job,
  stop: Stop,
  watch: Pick<ClaimWatch, "held" | "lost">,
): JobContext["step"] {
  const running = new Map<string, Promise<unknown>>();
  let steps: readonly Step[] = job.steps ?? [];
  /** One note after the other: each holds the whole list. */
  let noting: Promise<void> = Promise.resolve();
  const claimId = job.claim?.claimId ?? "";

  async function note(step: Step): Promise<void> {
    const next = [...steps.filter(({ name }) => name !== step.name), step];
    const noted = await backend.store.update(
      job.id,
      { set: { steps: next } },
      { status: ["running"], claimId },
    );
    if (!noted) return await watch.lost();
    watch.held();
    steps = next;
  }

  async function runStep(name: string, run: () => unknown): Promise<unknown> {
    if (!NAME.test(name)) {
      throw new PermanentError(
        `the step ${JSON.stringify(name.slice(0, 200))} has a name that is not 1 to 100 characters of A-Z a-z 0-9 _ . : -`,
      );
    }
    stop.signal.throwIfAborted();
    const before = steps.find((step) => step.name === name);
    const kept = before && (await backend.store.getStep(job.id, before.key));
    if (kept) return kept.result;

    const result = await run();
    stop.signal.throwIfAborted();
    const bytes = sizeOf(backend, job, name, result);
    // Of this claim alone: an attempt that lost its claim and does not know it yet writes over nobody's result.
    const key = `${name}#${claimId}`;
    await backend.store.putStep(job.id, key, { result: result as never });
    const step: Step = { name, key, at: backend.now(), bytes };
    noting = noting.catch(() => {}).then(() => note(step));
    await noting;
    stop.signal.throwIfAborted();
    backend.log.debug({ jobId: job.id, step: name, bytes }, "step done");
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  }

  return ((name: string, run: () => unknown) => {
    let step = running.get(name);
    if (!step) {
      step = runStep(name, run);
      running.set(name, step);
      // A step that failed may be tried again within the attempt.
      step.catch(() => running.delete(name));
    }
    return step;
  }) as JobContext["step"];
}

/** @throws PermanentError when the result cannot be kept. */
function sizeOf(backend: Backend, job: Job, name: string, result: unknown): number {
  if (result === undefined) return 0;
  const cannot = (why: string, cause?: unknown) =>
    new PermanentError(`the result of step ${name} of ${job.type} cannot be kept: ${why}`, { cause });
  try {
    assertJson(result, "it");
  } catch (error) {
    throw error instanceof VisibleError ? cannot(error.message, error) : error;
  }
  const bytes = Buffer.byteLength(JSON.stringify(result));
  const { maxStepBytes } = backend.settings.jobs;
  if (bytes > maxStepBytes) throw cannot(`it has ${bytes} bytes and may have ${maxStepBytes}`);
  return bytes;
}
