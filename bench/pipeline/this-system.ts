// This project: jobs posted to its API, as any client does.

import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Connection, encoder } from "../sqs/connection.ts";
import { spawnChild, stopChild, temporaryFolder } from "../sqs/processes.ts";
import { messageOf } from "./processes.ts";
import { enqueueBy, type Payload, type System, sharedNow } from "./system.ts";

type Addresses = { apiUrl: string; sqsUrl: string; queueUrl: string };

const program = fileURLToPath(new URL("./this-process.ts", import.meta.url));

/** The gateway closes a connection that was idle for five seconds, maybe just as a request is on its way. */
const STALE_MS = 2_000;

/** @param execArgv Node's options for its process. */
export function thisSystem(name: string, execArgv: string[]): System {
  const folder = temporaryFolder();
  let child: ChildProcess | undefined;
  let api: Connection[] = [];
  let sqs: Connection | undefined;
  let sqsUrl = "";
  let queueUrl = "";
  let apiUrl = "";
  let lastUsed = 0;

  const renew = () => {
    for (const connection of api) connection.close();
    api = [];
  };
  const get = async (path: string) => {
    const connection = new Connection(apiUrl);
    const answer = await connection.call(request("GET", path));
    connection.close();
    return JSON.parse(answer) as { items: unknown[] };
  };

  return {
    name,
    folder,

    async start({ consumer }) {
      const options = JSON.stringify({ dataFolder: folder, consumer });
      child = spawnChild(process.execPath, [...execArgv, program, options], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const addresses = await messageOf<Addresses>(child);
      queueUrl = addresses.queueUrl;
      sqsUrl = addresses.sqsUrl;
      sqs = new Connection(sqsUrl);
      apiUrl = addresses.apiUrl;
    },

    async stop() {
      renew();
      sqs?.close();
      if (child) await stopChild(child);
    },

    enqueue(count, inFlight, payload) {
      if (performance.now() - lastUsed > STALE_MS) renew();
      while (api.length < inFlight) api.push(new Connection(apiUrl));
      const fixed = post(payload);
      return enqueueBy(count, inFlight, async (lane) => {
        lastUsed = performance.now();
        await api[lane]?.call(payload.notes ? post({ ...payload, sentAt: sharedNow() }) : fixed);
      });
    },

    async unfinished() {
      const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
      const answer = await sqs?.call(
        encoder(sqsUrl)("GetQueueAttributes", { QueueUrl: queueUrl, AttributeNames: names }),
      );
      const { Attributes } = JSON.parse(answer ?? "{}");
      return names.reduce((sum, each) => sum + Number(Attributes[each]), 0);
    },

    async failed() {
      const retrying = await get("/jobs?status=retrying");
      const dead = await get("/jobs?status=dead");
      return retrying.items.length + dead.items.length;
    },

    pids: () => [child?.pid ?? 0],
  };
}

const post = (payload: Payload) => request("POST", "/jobs/bench:noop", JSON.stringify(payload));

function request(method: string, path: string, body = ""): string {
  const head = [
    `${method} ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
