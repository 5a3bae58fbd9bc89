// Makes a schedule, or changes the one that has its name.
import type * as z from "zod";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { invalidFields, invalidRequest } from "../field-errors.ts";
import { storedFollowUp, storedFollowUps } from "../follow/follow-up.ts";
import type { DeclaredJob } from "../job-type.ts";
import { canonicalJson } from "../record/json.ts";
import { NAME } from "../record/name.ts";
import { assertRequestSize } from "../record/request-size.ts";
import { type Cron, openCron } from "./cron.ts";
import { readSchedule, SCHEDULE, untilDone, writeSchedule } from "./keep.ts";
import { type Held, type Schedule, ScheduleDefinition } from "./schedule.ts";

/** A job type, or its name, with a payload of it, and when its jobs are to be made. */
export type ScheduleInput<Input = unknown> = Omit<z.input<typeof ScheduleDefinition>, "type" | "payload"> & {
  type: DeclaredJob<Input> | string;
  payload?: NoInfer<Input>;
};

export type PutSchedule = {
  /** False when there was one of this name: it was changed, or is as it was. */
  created: boolean;
  held: Held;
};

/** A clock that was further ahead than this was wrong, and what was decided by it is forgotten. */
const DAY_MS = 86_400_000;

/**
 * Makes the schedule of this name, or changes it: its history stays, and one that is paused stays so. The same call again
 * changes nothing, so an app may make its schedules each time it starts. A run that is due is kept unless `cron` or
 * `zone` change; its job gets the payload of now.
 * @param id chosen by its user: 1 to 100 of `A-Z a-z 0-9 _ . : -`.
 * @throws VisibleError `invalid-request` (with `errors`), `request-too-large`, `too-many-schedules`, `try-again`.
 */
export async function putSchedule<Input>(
  backend: Backend,
  id: string,
  input: ScheduleInput<Input>,
): Promise<PutSchedule> {
  const { type } = input;
  return await putScheduleByName(backend, id, {
    ...input,
    type: typeof type === "string" ? type : type.name,
  });
}

/** For the HTTP API and the command line: what is given is checked. @throws as `putSchedule` does. */
export async function putScheduleByName(backend: Backend, id: string, given: unknown): Promise<PutSchedule> {
  const definition = readDefinition(backend, id, given);
  const cron = await openCron(definition.cron, definition.zone);
  return await untilDone(id, async () => {
    const found = await readSchedule(backend, id);
    if (!found) {
      await assertRoom(backend);
      const held = await writeSchedule(backend, { id, revision: 0 }, newSchedule(backend, definition, cron));
      return held && { created: true, held };
    }
    if (isSame(found.schedule, definition)) return { created: false, held: found };
    const held = await writeSchedule(backend, found, changed(backend, found.schedule, definition, cron));
    return held && { created: false, held };
  });
}

function readDefinition(backend: Backend, id: string, given: unknown): ScheduleDefinition {
  if (!NAME.test(id)) {
    const message = `is ${JSON.stringify(id)}; a schedule's name has 1 to 100 characters of A-Z a-z 0-9 _ . : -`;
    throw invalidFields([{ path: "id", message }]);
  }
  const read = ScheduleDefinition.safeParse(given);
  if (!read.success) throw invalidRequest(read.error);
  const job = storedFollowUp(backend, read.data, "");
  // What would be refused at each run is refused at once.
  storedFollowUps(backend, backend.registry.get(job.type)?.followUpsOf?.(job.payload) ?? []);
  assertRequestSize(backend, job.payload);
  return { ...read.data, ...job };
}

const newSchedule = ({ now }: Backend, definition: ScheduleDefinition, cron: Cron): Schedule => ({
  v: 1,
  ...definition,
  createdAt: now(),
  nextRunAt: cron.next(now()),
  runs: [],
});

/** A run that is being made stays what it was to be. */
function changed(backend: Backend, before: Schedule, definition: ScheduleDefinition, cron: Cron): Schedule {
  const { type, payload, making } = before;
  const isMoved = before.cron !== definition.cron || before.zone !== definition.zone;
  return {
    ...before,
    ...definition,
    ...(isMoved && before.pausedAt === undefined && { nextRunAt: nextRun(backend, before, cron) }),
    ...(making && { making: { ...making, job: making.job ?? { type, payload } } }),
  };
}

/** The first run from now on that is not decided yet. */
export function nextRun({ now }: Backend, { decidedUntil = 0 }: Schedule, cron: Cron): number | undefined {
  const isWrong = decidedUntil > now() + DAY_MS;
  return cron.next(isWrong ? now() : Math.max(now(), decidedUntil));
}

const isSame = (schedule: Schedule, definition: ScheduleDefinition): boolean =>
  canonicalJson(ScheduleDefinition.strip().parse(schedule)) === canonicalJson(definition);

/** @throws VisibleError `too-many-schedules` */
async function assertRoom({ store, settings }: Backend): Promise<void> {
  const { most } = settings.schedules;
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await store.listDocuments(SCHEDULE, {
      order: "oldest",
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    });
    count += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined && count < most);
  if (count < most) return;
  throw new VisibleError(
    "too-many-schedules",
    `there are ${count} schedules and may be ${most}; delete one, or make the jobs of several in one job`,
  );
}
