// Sends a briefing as an e-mail: into a folder on a laptop, by SES elsewhere.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { composeEmail, type EmailToCompose } from "./compose-email.ts";
import type { EmailOptions } from "./options.ts";

export type Mail = { from: string; to: string; deliveryId: string; message: Buffer };

/** @returns what the mail server knows the message by. @throws PermanentError for what no later attempt can send. */
export type SendMail = (mail: Mail, options: { signal: AbortSignal }) => Promise<{ id: string }>;

type Context = EmailOptions & { sendBySes: SendMail; signal: AbortSignal };

export async function sendEmail(
  toSend: Omit<EmailToCompose, "from">,
  { from, folder, sendBySes, signal }: Context,
): Promise<{ id: string }> {
  const { to, deliveryId } = toSend;
  const message = await composeEmail({ ...toSend, from });
  if (folder === undefined) return await sendBySes({ from, to, deliveryId, message }, { signal });
  return { id: await keepMail(folder, deliveryId, message) };
}

/** One file a delivery, whole or not at all: a repeated send takes the place of the first. @returns its path. */
async function keepMail(folder: string, deliveryId: string, message: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = resolve(join(folder, `${deliveryId}.eml`));
  const unfinished = `${file}.${process.pid}.part`;
  await writeFile(unfinished, message, { mode: 0o600 });
  await rename(unfinished, file);
  return file;
}
