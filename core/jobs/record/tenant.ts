// Whose job it is: what a tenant may be called.
import { invalidFields } from "../field-errors.ts";

/** What SQS takes as a MessageGroupId: letters, digits and punctuation. [SQS API: MessageGroupId] */
export const TENANT = /^[\x21-\x7e]{1,128}$/;

/** @throws VisibleError `invalid-request` */
export function assertTenant(tenant: string): void {
  if (TENANT.test(tenant)) return;
  throw invalidFields([
    { path: "tenant", message: "must be 1 to 128 characters of ASCII, and none of them a space" },
  ]);
}
