// Plays SST's CLI to its components: they ask it, over HTTP, to bootstrap the account and to build functions.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import * as z from "zod";

export const ACCOUNT = "111122223333";

export type RpcCall = { method: string; params: unknown };

const Request = z.object({ method: z.string(), params: z.tuple([z.record(z.string(), z.unknown())]) });

/** @returns the list that every call is added to. */
export async function startCli(work: string): Promise<RpcCall[]> {
  const calls: RpcCall[] = [];
  const answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    "Provider.Aws.Bootstrap": ({ region }) => ({
      version: 5,
      asset: "sst-asset",
      state: "sst-state",
      assetEcrRegistryId: ACCOUNT,
      assetEcrUrl: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/sst-asset`,
      appsyncHttp: "events.example.com",
      appsyncRealtime: "realtime.example.com",
    }),
    "Provider.Aws.Appsync": () => ({ http: "events.example.com", realtime: "realtime.example.com" }),
    "Runtime.AddTarget": () => true,
    "Runtime.Build": ({ functionID, handler, bundle }) => {
      const out = path.join(work, "artifacts", `${functionID}-src`);
      fs.mkdirSync(out, { recursive: true });
      return { handler, out: bundle ?? out, errors: [], sourcemaps: [] };
    },
  };
  const server = http.createServer(async (request, response) => {
    response.shouldKeepAlive = false;
    const { method, params } = Request.parse(JSON.parse(await text(request)));
    calls.push({ method, params: params[0] });
    const answer = answers[method];
    response.end(
      JSON.stringify(answer ? { result: answer(params[0]) } : { error: `rpc: can't find method ${method}` }),
    );
  });
  server.on("connection", (socket) => socket.unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the stand-in for SST's CLI has no port");
  process.env.SST_SERVER = `http://127.0.0.1:${address.port}`;
  return calls;
}
