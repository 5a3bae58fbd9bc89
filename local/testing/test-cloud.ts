// What the functions run against in a test: the SQS server of local/sqs/testing, and a job store in a file that is removed.
import type { App } from "../../core/define-app.ts";
import { mapPriorities } from "../../core/priorities.ts";
import type { Settings } from "../../core/settings.ts";
import { type Cloud, dataFiles, embeddedClient, makeJobStore } from "../cloud.ts";
import { queueDefinitions } from "../queues.ts";
import { JOB_STORE_FILE } from "../setup.ts";
import { connect } from "../sqlite-connection.ts";
import { queueArnOf, startTestServer, type TestSqs } from "../sqs/testing/start-sqs.ts";

export type TestCloud = Cloud & {
  /** The server, as a test looks into it. */
  server: TestSqs;
  /** Deletes every record, result and dead letter. */
  clearStore(): Promise<void>;
};

export async function startTestCloud(app: App, settings: Settings): Promise<TestCloud> {
  const files = dataFiles(app, undefined);
  await makeJobStore(files.jobs, settings);
  const { sqs: server, perform } = await startTestServer({
    queues: queueDefinitions(app, settings, queueArnOf),
    cooldowns: false,
  });
  const { sqs, env } = embeddedClient(server.url, settings);
  const store = connect({ file: files.jobs, make: false, now: Date.now, lockPatienceMs: 5_000 });
  return {
    server,
    sqs,
    perform,
    sqsUrl: server.url,
    queueUrl: server.queueUrl(app.queueName),
    queues: mapPriorities(app.queueNames, (name) => ({ url: server.queueUrl(name), arn: queueArnOf(name) })),
    deadLetterQueueUrl: server.queueUrl(app.deadLetterQueueName),
    env: { ...env, [JOB_STORE_FILE]: files.jobs },
    clearStore: () =>
      store.run((db) => {
        db.statement("DELETE FROM items").run();
      }),
    async close() {
      sqs.destroy();
      store.close();
      await server.close();
      files.remove();
    },
  };
}
