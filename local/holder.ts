// Which process has a port or a file, so that an error can name it: read from /proc on Linux, from lsof elsewhere.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

export type Holder = { pid: number; command: string };

/** TCP_LISTEN in /proc/net/tcp. */
const LISTENING = "0A";
const LONGEST_COMMAND = 80;

/** The other process that listens on a TCP port; undefined when there is none, or this user may not see it. */
export function holderOfPort(port: number): Holder | undefined {
  if (process.platform !== "linux") return askLsof(["-nP", `-iTCP:${port}`, "-sTCP:LISTEN"]);
  const sockets = new Set(["tcp", "tcp6"].flatMap((table) => listeningSockets(table, port)));
  return findDescriptor((target) => sockets.has(target));
}

/** The other process that has a file open; undefined when there is none, or this user may not see it. */
export function holderOfFile(file: string): Holder | undefined {
  const path = attempt(() => realpathSync(file));
  if (path === undefined) return undefined;
  if (process.platform !== "linux") return askLsof(["--", path]);
  return findDescriptor((target) => target === path);
}

/** As an error names it, with the command that ends it. */
export const describeHolder = ({ pid, command }: Holder): string =>
  `process ${pid} (${command}): end it with \`kill ${pid}\``;

function listeningSockets(table: string, port: number): string[] {
  const lines = attempt(() => readFileSync(`/proc/net/${table}`, "latin1"))?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const isIt = state === LISTENING && Number.parseInt(local.split(":")[1] ?? "", 16) === port;
    return isIt ? [`socket:[${inode}]`] : [];
  });
}

function findDescriptor(fits: (target: string) => boolean): Holder | undefined {
  const pids = (attempt(() => readdirSync("/proc")) ?? []).map(Number).filter((pid) => pid > 0);
  for (const pid of pids) {
    if (pid === process.pid) continue;
    const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    const links = descriptors.map((fd) => attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)));
    if (!links.some((target) => target !== undefined && fits(target))) continue;
    const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
    return { pid, command: shown(command.replaceAll("\0", " ")) };
  }
  return undefined;
}

function askLsof(args: string[]): Holder | undefined {
  const found = run("lsof", ["-t", ...args])
    .split("\n")
    .map(Number);
  const pid = found.find((candidate) => candidate > 0 && candidate !== process.pid);
  return pid === undefined
    ? undefined
    : { pid, command: shown(run("ps", ["-o", "command=", "-p", String(pid)])) };
}

const run = (command: string, args: string[]): string =>
  spawnSync(command, args, { encoding: "utf8", timeout: 2_000 }).stdout ?? "";

/** Without control characters, which a terminal would obey. */
const shown = (command: string): string =>
  command.replaceAll(/\p{C}/gu, "").trim().slice(0, LONGEST_COMMAND) || "unknown";

/** Undefined when the process has ended meanwhile, or belongs to another user. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
