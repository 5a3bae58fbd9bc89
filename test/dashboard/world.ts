// The embedded AWS with the shop's jobs and the dashboard on top, as `npm run dev` has them.
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { release } from "../../cli/release.ts";
import { RELEASE_VARIABLE } from "../../core/aws/doctor/lambda-probes.ts";
import {
  type DeclaredJob,
  type Enqueued,
  type EnqueueOptions,
  enqueue,
  type Job,
} from "../../core/jobs/index.ts";
import { isOurs } from "../../dashboard/base.ts";
import { briefingsExtension } from "../../dashboard/briefings/index.ts";
import type { DashboardOptions } from "../../dashboard/index.ts";
import { createListener } from "../../dashboard/listener.ts";
import type { Pages } from "../../local/gateway.ts";
import { startTestRuntime, type TestRuntime, testApp } from "../support/test-runtime.ts";

const app = testApp(new URL("./world-jobs.ts", import.meta.url));

export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(options: Partial<DashboardOptions> = {}) {
  const streams = new Set<Socket>();
  const aws: TestRuntime = await startTestRuntime({
    app,
    env: { ALLOW_PRIVATE_SOURCES: "true", [RELEASE_VARIABLE]: release() },
    overrides: { progressSeconds: 0.05, backoffBaseSeconds: 0.05, backoffCapSeconds: 0.05 },
    pages: ({ backend }) => {
      const listener = createListener({
        ...{ app, backend, place: "in a test", liveMs: 100, extension: briefingsExtension },
        ...options,
      });
      const pages: Pages = (request, response) => {
        if (!isOurs(request.url)) return undefined;
        if (request.headers.accept === "text/event-stream") {
          streams.add(request.socket);
          request.socket.once("close", () => streams.delete(request.socket));
        }
        return Promise.resolve(listener(request, response));
      };
      return pages;
    },
  });
  const { backend, folder } = aws;
  return {
    aws,
    backend,
    folder,
    url: `${aws.apiUrl}/dashboard`,
    enqueue: async <Input>(
      type: DeclaredJob<Input>,
      payload: NoInfer<Input>,
      how: EnqueueOptions = {},
    ): Promise<Job> => {
      const { job }: Enqueued = await enqueue(backend, type, payload, how);
      return job;
    },
    /** Lets what runs end. */
    openGate: () => writeFileSync(join(folder, "gate"), ""),
    /** Lets what failed succeed. */
    mend: () => writeFileSync(join(folder, "mended"), ""),
    /** As when the connection is lost. */
    cutStreams: () => {
      for (const socket of streams) socket.destroy();
    },
    close: () => aws.close(),
  };
}
