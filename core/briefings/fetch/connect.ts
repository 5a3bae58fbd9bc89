// Opens a connection to an address that was checked before, and checks the peer again before a byte is sent.
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { limits } from "../limits.ts";
import { SourceError } from "../source-error.ts";
import { isLoopbackName } from "./loopback-host.ts";
import type { RefuseEndpoint } from "./public-address.ts";

/** All addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<string[]>;

export type ConnectRules = { refuseEndpoint: RefuseEndpoint; resolveHost: ResolveHost };

/** Asks the system's resolver, except for localhost names. */
export async function resolveHost(hostname: string): Promise<string[]> {
  if (isLoopbackName(hostname)) return ["127.0.0.1", "::1"];
  const answers = await lookup(hostname, { all: true, order: "ipv4first" });
  return answers.map((answer) => answer.address);
}

/**
 * Connects to the url's host. The name is resolved once, every address is checked, and the connection is made
 * to a checked address and not to the name: a second answer of the name server has no effect.
 * @throws SourceError `blocked-address`, `unknown-host`, `connection` or `tls`; the signal's reason when aborted.
 */
export async function openConnection(url: URL, rules: ConnectRules, signal: AbortSignal): Promise<Socket> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const addresses = isIP(hostname) ? [hostname] : await resolve(hostname, rules.resolveHost, signal);
  for (const address of addresses) assertAllowed(hostname, address, port, rules);

  let failure: unknown;
  for (const address of addresses) {
    signal.throwIfAborted();
    try {
      const socket = await openTcp(address, port, signal);
      try {
        assertAllowed(hostname, socket.remoteAddress ?? "an unknown peer", port, rules);
        return url.protocol === "https:" ? await startTls(socket, hostname, signal) : socket;
      } catch (error) {
        socket.destroy();
        throw error;
      }
    } catch (error) {
      if (signal.aborted || error instanceof SourceError) throw error;
      failure = error;
    }
  }
  const reason = failure instanceof Error ? (Reflect.get(failure, "code") ?? failure.message) : "no address";
  throw new SourceError("connection", `could not connect to ${url.host} (${String(reason)})`, {
    cause: failure,
  });
}

function assertAllowed(hostname: string, address: string, port: number, rules: ConnectRules): void {
  const refusal = rules.refuseEndpoint(address, port);
  if (refusal === undefined) return;
  // What a name resolves to here may be a secret of this network: only an address that was asked for is repeated.
  const reason =
    hostname === address ? refusal : `${hostname}: ${refusal.replaceAll(address, "what it resolves to")}`;
  throw new SourceError("blocked-address", `${reason}, and only public web addresses are contacted`);
}

async function resolve(hostname: string, resolveName: ResolveHost, signal: AbortSignal): Promise<string[]> {
  try {
    const addresses = await abortable(resolveName(hostname), signal);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
    if (code !== "ENOTFOUND" && code !== "ENODATA") {
      throw new SourceError("connection", `could not look up ${hostname} (${String(code ?? error)})`, {
        cause: error,
      });
    }
  }
  throw new SourceError("unknown-host", `there is no host named ${hostname}`);
}

/** The system's resolver cannot be stopped: on abort its answer is left alone. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function openTcp(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limits.fetch.connectMs)]);
  const socket = connectTcp({ host, port });
  return settled(socket, "connect", limited);
}

async function startTls(socket: Socket, servername: string, signal: AbortSignal): Promise<Socket> {
  // A name may end with a point, but not in the hello of TLS (RFC 6066, 3).
  const name = servername.replace(/\.$/, "");
  // `host` is what the certificate is checked against; without it, an address would be checked as "localhost".
  const secure = connectTls({ socket, host: name, ...(isIP(name) ? {} : { servername: name }) });
  try {
    return await settled(secure, "secureConnect", signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const code = error instanceof Error ? String(Reflect.get(error, "code") ?? error.message) : String(error);
    const failure = /CERT|SSL|TLS|SELF_SIGNED|ISSUER|SIGNATURE/i.test(code) ? "tls" : "connection";
    throw new SourceError(failure, `no secure connection to ${servername} (${code})`, { cause: error });
  }
}

function settled<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const finish = (error?: unknown) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", finish).off(event, onReady);
      if (error === undefined) return resolve(socket);
      socket.on("error", () => {}).destroy();
      reject(error);
    };
    const onReady = () => finish();
    const onAbort = () => finish(signal.reason);
    socket.once("error", finish).once(event, onReady);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
