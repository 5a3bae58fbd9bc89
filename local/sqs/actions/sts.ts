// GetCallerIdentity, the only action of another service: many tools call STS before anything else.
import * as z from "zod";
import { action } from "./call.ts";

export const stsActions = {
  GetCallerIdentity: action(z.object({}), (call) => {
    const { accountId } = call.identity;
    return { UserId: accountId, Account: accountId, Arn: `arn:aws:iam::${accountId}:root` };
  }),
};
