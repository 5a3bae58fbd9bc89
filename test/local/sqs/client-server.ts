// The server that other people's clients are tried against: this repository's, or an installed one that SQS_SERVER names.
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { systemClock } from "../../../local/clock.ts";
import { createClient, startServer } from "./support.ts";

/** Closed when the test is over. */
export async function startClientServer(): Promise<{ url: string; sqs: SQSClient }> {
  const { SQS_SERVER } = process.env;
  if (SQS_SERVER === undefined) {
    const { server, sqs } = await startServer({ clock: systemClock });
    return { url: server.url, sqs };
  }
  const child = spawn(process.execPath, [SQS_SERVER, "--port", "0", "--memory"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const url = /http:\S+/.exec(String(line))?.[0] ?? "";
  const sqs = createClient(url);
  onTestFinished(async () => {
    sqs.destroy();
    child.kill();
    await once(child, "exit");
  });
  return { url, sqs };
}
