// Asks sumy, a kept library of summarisers in Python, how LexRank and TextRank rank the sentences of texts.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** For each method and text the places of its sentences, best first; empty where sumy is not installed. */
export type Ranks = Record<string, number[][]>;

const install = "python3 -m venv .sumy && .sumy/bin/pip install sumy==0.13.0 numpy";
const python = process.env.SUMY_PYTHON ?? ".sumy/bin/python";

export async function rankWithPeers(texts: string[][]): Promise<Ranks> {
  const script = fileURLToPath(new URL("./briefings-peers.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  const closed = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null)).once("close", resolve);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(texts));
  const [output, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (code === 0) return JSON.parse(output);
  const lastLine = complaints.trim().split("\n").at(-1) ?? "";
  console.error(
    `LexRank and TextRank are left out: ${lastLine || `${python} cannot be run`}. Install them: ${install}`,
  );
  return {};
}
