// BullMQ on Redis: jobs added by its own queue in this process, which is what its users do.

import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { spawnChild, stopChild, temporaryFolder } from "../sqs/processes.ts";
import { messageOf } from "./processes.ts";
import { type Fsync, type RunningRedis, startRedis } from "./redis.ts";
import { enqueueBy, type System, sharedNow } from "./system.ts";

const program = fileURLToPath(new URL("./bullmq-worker.ts", import.meta.url));

export function bullmqSystem(fsync: Fsync): System {
  const folder = temporaryFolder();
  let redis: RunningRedis | undefined;
  let queue: Queue | undefined;
  let worker: ChildProcess | undefined;
  const lengthOf = async (list: string) => (await redis?.client.llen(`bull:bench:${list}`)) ?? 0;

  return {
    name: `BullMQ, ${fsync}`,
    folder,

    async start({ consumer }) {
      redis = await startRedis(folder, fsync);
      queue = new Queue("bench", {
        connection: { host: "127.0.0.1", port: redis.port },
        // As often as here: what is kept for it is the same for a job that succeeds.
        defaultJobOptions: { attempts: 5 },
      });
      await queue.waitUntilReady();
      if (!consumer) return;
      worker = spawnChild(process.execPath, [program, String(redis.port)], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      await messageOf(worker);
    },

    async stop() {
      if (worker) await stopChild(worker);
      worker = undefined;
      await queue?.close();
      await redis?.stop();
    },

    enqueue: (count, inFlight, payload) =>
      enqueueBy(count, inFlight, async () => {
        await queue?.add("noop", payload.notes ? { ...payload, sentAt: sharedNow() } : payload);
      }),

    unfinished: async () => (await lengthOf("wait")) + (await lengthOf("active")),

    failed: async () => (await queue?.getJobCounts("failed", "delayed"))?.failed ?? 0,

    pids: () => [redis?.pid ?? 0, worker?.pid ?? 0].filter((pid) => pid > 0),
  };
}
