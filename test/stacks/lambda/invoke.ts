// Invokes a bundle as Lambda would: in a folder and a process with nothing but the bundle and its environment.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { bundleFunction } from "../../../bench/bundle.ts";
import { root } from "../tree.ts";

export type Outcome = {
  result?: unknown;
  error?: string;
  /** The lines of standard output: the log, and the metrics. */
  log: Record<string, unknown>[];
};

export async function bundleForLambda(handler: string) {
  // Outside the project, so that no node_modules is found by walking up.
  const folder = mkdtempSync(path.join(tmpdir(), "lambda-"));
  // Lambda's runtime brings the SDK's clients; a bundle leaves this one to it (stacks/bundling.ts).
  mkdirSync(path.join(folder, "node_modules/@aws-sdk"), { recursive: true });
  const client = "node_modules/@aws-sdk/client-sesv2";
  symlinkSync(path.join(root, client), path.join(folder, client), "junction");
  const source = handler.replace(/\.handler$/, ".ts");
  const { startBytes, startSources, totalBytes } = await bundleFunction({ file: source }, folder);
  return {
    startBytes,
    startSources,
    totalBytes,
    async invoke(event: unknown, environment: Record<string, string>): Promise<Outcome> {
      const resultFile = path.join(folder, "result.json");
      const host = path.join(import.meta.dirname, "host.mjs");
      const child = spawn(process.execPath, [host, path.basename(handler), resultFile], {
        cwd: folder,
        stdio: ["pipe", "pipe", "pipe"],
        env: {
          AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
          AWS_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
          AWS_SESSION_TOKEN: "test",
          AWS_LAMBDA_FUNCTION_NAME: path.basename(handler, ".handler"),
          TEST_TIMEOUT_SECONDS: "60",
          ...environment,
        },
      });
      child.stdin.end(JSON.stringify(event));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      if (stderr)
        throw new Error(`the function wrote to standard error, which Lambda logs unparsed: ${stderr}`);
      const outcome = JSON.parse(readFileSync(resultFile, "utf8"));
      rmSync(resultFile);
      return {
        ...outcome,
        log: stdout
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
