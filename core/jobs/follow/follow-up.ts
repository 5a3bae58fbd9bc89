// A job that is enqueued when another has succeeded, or when a group of others has ended.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";
import { invalidFields, invalidRequest } from "../field-errors.ts";
import type { DeclaredJob } from "../job-type.ts";
import type { FollowUpJob } from "../record/job.ts";
import { readStored, toStored } from "../record/payload.ts";
import { isEnginesOwn } from "../registry.ts";

/** What follows, as a caller says it: a job type, or its name, and a payload of it. */
export type FollowUp = { type: Pick<DeclaredJob, "name"> | string; payload: unknown };

const MOST = 10;
/** Of all together as JSON: they live in the record of the job, and each of its updates is paid by the record's size. */
const MOST_BYTES = 8 * 1024;

/** @throws VisibleError `invalid-request`, naming the follow-up by its place. */
export function storedFollowUps(backend: Backend, followUps: readonly FollowUp[]): FollowUpJob[] {
  if (followUps.length > MOST)
    throw invalidFields([{ path: "followUps", message: `may have ${MOST} jobs at most` }]);
  const stored = followUps.map((followUp, index) => storedFollowUp(backend, followUp, `followUps[${index}]`));
  const bytes = Buffer.byteLength(JSON.stringify(stored));
  if (bytes <= MOST_BYTES) return stored;
  throw invalidFields([{ path: "followUps", message: `has ${bytes} bytes and may have ${MOST_BYTES}` }]);
}

/** @param path where the caller said it; "" at the top. @throws VisibleError `invalid-request` */
export function storedFollowUp(
  { registry }: Backend,
  { type, payload }: FollowUp,
  path: string,
): FollowUpJob {
  const name = typeof type === "string" ? type : type.name;
  const known = isEnginesOwn(name) ? undefined : registry.get(name);
  if (!known) {
    const message = `is ${JSON.stringify(name)}, and no such job type is registered here`;
    throw invalidFields([{ path: within(path, "type"), message }]);
  }
  const stored = toStored(payload);
  const read = readStored(known.payload, stored);
  if (read.success) return { type: name, payload: stored };
  const { details } = invalidRequest(read.error);
  const errors = z.array(z.object({ path: z.string(), message: z.string() })).parse(details.errors);
  throw invalidFields(
    errors.map((error) => ({ ...error, path: `${within(path, "payload")}.${error.path}` })),
  );
}

const within = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);

/** What a caller made of several jobs cannot be refused one by one: a type that shares its jobs with others is refused at once. */
export function assertNotUnique({ registry }: Backend, name: string, path: string): void {
  if (!registry.get(name)?.unique) return;
  throw new VisibleError(
    "invalid-request",
    `${path}: jobs of ${name} are unique by a rule of their type, so one may stand for several; they cannot be in a group`,
    { errors: [{ path, message: "is of a type with a unique rule" }] },
  );
}

/** Of what follows a job or a group: the id of the follow-up's job derives from it, so it is enqueued once. */
export const followUpKey = (after: string, index: number): string => `after ${after} ${index}`;
