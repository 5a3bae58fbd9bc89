// What an action is told of the request that called it: who asks, at which address, when.
import type { IncomingMessage } from "node:http";
import type { Call } from "./actions/call.ts";
import type { Engine } from "./engine/model.ts";
import { identify } from "./identity.ts";

/** @param credential X-Amz-Credential, where the signature is in the parameters */
export function callOf(
  { engine, now }: { engine: Engine; now: () => number },
  request: IncomingMessage,
  credential: string | undefined,
): Call {
  const trace = request.headers["x-amzn-trace-id"];
  return {
    engine,
    identity: identify(request.headers, credential),
    baseUrl: `${schemeOf(request)}://${request.headers.host ?? "localhost"}`,
    now: now(),
    inside: false,
    traceHeader: Array.isArray(trace) ? trace[0] : trace,
  };
}

/** A proxy that ends TLS sets X-Forwarded-Proto. The guard has already admitted the Host header. */
function schemeOf({ headers }: IncomingMessage): "http" | "https" {
  const [first] = String(headers["x-forwarded-proto"] ?? "").split(",");
  return first?.trim().toLowerCase() === "https" ? "https" : "http";
}
