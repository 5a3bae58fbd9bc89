// Runs a verb of the command line: as a process of its own, or in this one, which is ten times faster.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { vi } from "vitest";
import { run } from "../../cli/program.ts";

export type Finished = { code: number | null; stdout: string; stderr: string };

export type Started = {
  child: ChildProcessWithoutNullStreams;
  finished: Promise<Finished>;
  /** Resolves once standard error has this text. */
  said(text: string): Promise<void>;
  /** Standard error so far. */
  stderr(): string;
};

export function start(args: readonly string[], { env = {} }: { env?: NodeJS.ProcessEnv } = {}): Started {
  const child = spawn(process.execPath, ["cli/main.ts", ...args], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk) => {
      text[name] += chunk;
    });
  }
  return {
    child,
    finished: once(child, "close").then(([code]) => ({ code, ...text })),
    stderr: () => text.stderr,
    said: async (wanted) => {
      while (!text.stderr.includes(wanted)) await once(child.stderr, "data");
    },
  };
}

/** With `input` as standard input, or none. */
export async function briefings(
  args: readonly string[],
  { input = "", env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  const { child, finished } = start(args, { env });
  child.stdin.end(input);
  return await finished;
}

/** The same in this process: one at a time, and only verbs that end by themselves and read no standard input. */
export async function verb(args: readonly string[]): Promise<Finished> {
  const text = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      text[name] += chunk;
      return true;
    }),
  );
  const listeners = process.stdout.listeners("error");
  const exitCode = process.exitCode;
  process.exitCode = undefined;
  try {
    return { code: await run(args), ...text };
  } finally {
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
    for (const listener of process.stdout.listeners("error")) {
      if (!listeners.includes(listener)) process.stdout.off("error", listener as () => void);
    }
  }
}
