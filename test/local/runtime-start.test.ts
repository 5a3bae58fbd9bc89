// A start of the embedded AWS that fails: one error that says how to mend it, and nothing left open.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import type { Cloud } from "../../local/cloud.ts";
import { createLogOutput } from "../../local/log-output.ts";
import { type RuntimeOptions, startRuntime } from "../../local/runtime.ts";
import { createFakeSqs } from "../support/fake-sqs-client.ts";

/** A cloud that only notes whether it was closed. */
function fakeCloud() {
  let closed = 0;
  const cloud: Cloud = {
    queueUrl: "http://127.0.0.1:1/000000000000/briefings",
    queues: {
      default: {
        url: "http://127.0.0.1:1/000000000000/briefings",
        arn: "arn:aws:sqs:us-east-1:000000000000:briefings",
      },
    },
    deadLetterQueueUrl: "http://127.0.0.1:1/000000000000/briefings-dead",
    sqsUrl: "http://127.0.0.1:1",
    sqs: createFakeSqs().client,
    env: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      JOB_STORE_FILE: ":memory:",
    },
    async close() {
      closed++;
    },
  };
  return { cloud, closed: () => closed };
}

const start = (options: Partial<RuntimeOptions>) =>
  startRuntime({
    app,
    sqsPort: 0,
    apiPort: 0,
    output: createLogOutput({ format: "none" }),
    logLevel: "silent",
    ...options,
  });

describe("a start that fails", () => {
  it("at a variable of the functions closes what was open, so that the process can end", async () => {
    const { cloud, closed } = fakeCloud();
    await expect(start({ cloud: async () => cloud, apiToken: "short" })).rejects.toThrow(
      "API_TOKEN=(hidden)",
    );
    expect(closed()).toBe(1);
  });

  it("at the API's port says which option moves it, and closes what was open", async () => {
    const other = createServer();
    const { port } = await new Promise<AddressInfo>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve(other.address() as AddressInfo));
    });
    const { cloud, closed } = fakeCloud();
    await expect(start({ cloud: async () => cloud, apiPort: port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken; end what listens there, or choose another with --port`,
    );
    expect(closed()).toBe(1);
    other.close();
  });

  it("at a setting opens nothing", async () => {
    const { cloud, closed } = fakeCloud();
    let opened = 0;
    const open = async () => {
      opened++;
      return cloud;
    };
    await expect(start({ cloud: open, overrides: { timeoutSeconds: 901 } })).rejects.toThrow(
      "timeoutSeconds",
    );
    expect([opened, closed()]).toEqual([0, 0]);
  });
});
