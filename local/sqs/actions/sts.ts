// The one action of another service: tools ask STS who they are before they do anything else.
import * as z from "zod";
import { action } from "./call.ts";

export const stsActions = {
  GetCallerIdentity: action(z.object({}), (call) => {
    const { accountId } = call.identity;
    return { UserId: accountId, Account: accountId, Arn: `arn:aws:iam::${accountId}:root` };
  }),
};
