// The message on the queue: how it is written, and what an arriving body can turn out to be.
import * as z from "zod";
import { Priority } from "../../priorities.ts";
import type { JobMessage } from "../ports.ts";
import type { Job } from "./job.ts";
import { NAME } from "./name.ts";
import { TENANT } from "./tenant.ts";

export const MESSAGE_VERSION = 1;

/** Type and id go into logs and keys, so only short names are accepted. */
const Name = z.string().regex(NAME);

const Versioned = z.object({ v: z.int().positive() });
const Current = z.object({
  v: z.literal(MESSAGE_VERSION),
  type: Name,
  jobId: Name,
  tenant: z.string().regex(TENANT).optional(),
  priority: Priority.optional(),
  generation: z.int().positive().optional(),
  replaces: z
    .object({
      messageIds: z.array(z.string().max(100)).min(1).max(1_000),
      sentAt: z.number().optional(),
      at: z.number(),
    })
    .optional(),
});

/** The message that carries a job. */
export const messageOf = ({
  type,
  id,
  tenant,
  priority,
  generation,
}: Pick<Job, "type" | "id" | "tenant" | "priority" | "generation">): JobMessage => ({
  v: MESSAGE_VERSION,
  type,
  jobId: id,
  ...(tenant === undefined ? {} : { tenant }),
  ...(priority === undefined ? {} : { priority }),
  ...(generation === undefined ? {} : { generation }),
});

/** What every message of the job carries beside its body. */
export const attributesOf = ({ traceparent }: Pick<Job, "traceparent">): { traceparent?: string } =>
  traceparent === undefined ? {} : { traceparent };

/** Whether an operator has retried the job since this message was sent: another message carries the job on. */
export const isLeftOver = (
  job: Pick<Job, "generation">,
  { generation = 0 }: Pick<JobMessage, "generation">,
) => generation < (job.generation ?? 0);

export type ParsedMessage =
  | { kind: "readable"; message: JobMessage }
  /** Well formed, but of a version that a newer deployment writes. */
  | { kind: "newer"; version: number }
  | { kind: "unreadable"; reason: string };

export function parseMessage(body: string): ParsedMessage {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: "unreadable", reason: "the body is not JSON" };
  }
  const versioned = Versioned.safeParse(value);
  if (versioned.success && versioned.data.v > MESSAGE_VERSION) {
    return { kind: "newer", version: versioned.data.v };
  }
  const parsed = Current.safeParse(value);
  if (parsed.success) {
    const { replaces, tenant, priority, generation, ...message } = parsed.data;
    const optional = {
      ...(tenant === undefined ? {} : { tenant }),
      ...(priority === undefined ? {} : { priority }),
      ...(generation === undefined ? {} : { generation }),
      ...(replaces === undefined ? {} : { replaces }),
    };
    return { kind: "readable", message: { ...message, ...optional } };
  }
  return { kind: "unreadable", reason: `the body is not {v: 1, type, jobId}: ${fieldsOf(parsed.error)}` };
}

/** Names the fields that are wrong, never their values: a body may hold anything. */
function fieldsOf(error: z.ZodError): string {
  const fields = new Set(error.issues.map((issue) => issue.path.join(".") || "the whole"));
  return `${[...fields].join(", ")} missing or wrong`;
}
