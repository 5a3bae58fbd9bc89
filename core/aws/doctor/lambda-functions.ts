// The functions of an app, as Lambda describes them: how long they may run, and what their environment says.
import * as z from "zod";
import { askLambda, type LambdaAccess } from "../lambda-request.ts";

/** Values are hidden where Lambda cannot decrypt them, so each may be absent. */
const Configuration = z.object({
  FunctionName: z.string(),
  Timeout: z.number(),
  State: z.string().optional(),
  StateReason: z.string().nullish(),
  LastUpdateStatus: z.string().optional(),
  LastUpdateStatusReason: z.string().nullish(),
  Environment: z.object({ Variables: z.object({}).catchall(z.string()).optional() }).nullish(),
});
export type FunctionConfiguration = z.infer<typeof Configuration>;

const Page = z.object({ Functions: z.array(Configuration), NextMarker: z.string().nullish() });
const Concurrency = z.object({ ReservedConcurrentExecutions: z.number().optional() });

/** Each of the account and region, 50 a request; needs lambda:ListFunctions. @throws RefusedRequest */
export async function* listFunctions(access: LambdaAccess): AsyncGenerator<FunctionConfiguration> {
  let marker: string | null | undefined;
  do {
    const query = marker ? `?Marker=${encodeURIComponent(marker)}` : "";
    const page = Page.parse(
      await askLambda(access, { method: "GET", path: `/2015-03-31/functions/${query}` }),
    );
    yield* page.Functions;
    marker = page.NextMarker;
  } while (marker);
}

/** @throws RefusedRequest */
export const getFunction = async (access: LambdaAccess, name: string): Promise<FunctionConfiguration> =>
  Configuration.parse(
    await askLambda(access, {
      method: "GET",
      path: `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`,
    }),
  );

/** Undefined where none is reserved. @throws RefusedRequest */
export const getReservedConcurrency = async (
  access: LambdaAccess,
  name: string,
): Promise<number | undefined> =>
  Concurrency.parse(
    await askLambda(access, {
      method: "GET",
      path: `/2019-09-30/functions/${encodeURIComponent(name)}/concurrency`,
    }),
  ).ReservedConcurrentExecutions;
