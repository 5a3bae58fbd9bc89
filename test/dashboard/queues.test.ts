// What the queues' pages do where SQS shows messages only to those who receive them, as on AWS: nothing is received in silence.
import { describe, expect, it } from "vitest";
import type { QueueBrowser, SqsQueue } from "../../core/jobs/operate/inspector.ts";
import type { DashboardOptions } from "../../dashboard/index.ts";
import { askDashboard } from "./ask.ts";

const orders: SqsQueue = {
  ...{
    name: "orders",
    url: "https://sqs.example/1/orders",
    arn: "arn:aws:sqs:eu-west-1:1:orders",
    fifo: false,
  },
  ...{ visible: 3, inFlight: 0, delayed: 0, attributes: {} },
  redrive: { queue: "orders-dead", maxReceiveCount: 5 },
};

function onAws(options: Partial<DashboardOptions> = {}) {
  const calls: string[] = [];
  const browser: QueueBrowser = {
    list: async () => ({ items: [orders] }),
    get: async () => orders,
    peek: async () => undefined,
    async receive() {
      calls.push("receive");
      return [{ messageId: "m-1", body: "hello", receiveCount: 2, attributes: [] }];
    },
    async send() {
      calls.push("send");
      return "m-2";
    },
    async purge() {
      calls.push("purge");
    },
  };
  const asked = askDashboard(options);
  Object.assign(asked.kit.backend, { queueBrowser: browser });
  return { ...asked, calls };
}

describe("a queue on AWS", () => {
  it("is looked at without a receive, and says what a receive would cost before it is made", async () => {
    const { page, calls } = onAws();
    const markup = await page("/queues/orders");
    expect(markup).toContain("shows messages only to those who receive them");
    expect(markup).toMatch(/it costs each of them a receive.*has had 5 moves to <b>orders-dead<\/b>/);
    expect(calls).toEqual([]);
  });

  it("shows what was received when it was asked to, and is not live then", async () => {
    const { post, calls } = onAws();
    const response = await post("/queues/orders", { action: "receive" });
    const markup = await response.text();
    expect([response.status, calls]).toEqual([200, ["receive"]]);
    expect(markup).toContain("1 message received, as they were just now. Each had one receive more by it.");
    expect(markup).not.toContain("data-live=");
  });

  it("of a read-only dashboard receives, sends and purges nothing", async () => {
    const { page, post, calls } = onAws({ readOnly: true });
    expect(await page("/queues/orders")).toContain("a read-only dashboard makes none");
    expect(await page("/queues/orders/send")).not.toContain('method="post"');
    const statuses = [
      await post("/queues/orders", { action: "receive" }),
      await post("/queues/orders", { action: "purge" }),
      await post("/queues/orders/send", { action: "send", body: "x" }),
    ].map(({ status }) => status);
    expect([statuses, calls]).toEqual([[403, 403, 403], []]);
  });
});

describe("a message that is sent by hand", () => {
  /** Each quote is three characters in a form. */
  it("may be as large as SQS takes one, however a form writes it", async () => {
    const { post, calls } = onAws();
    const response = await post("/queues/orders/send", { action: "send", body: '"'.repeat(1_048_576) });
    expect([response.status, calls]).toEqual([303, ["send"]]);
  });

  it("that is larger is refused at its field", async () => {
    const { post, calls } = onAws();
    const response = await post("/queues/orders/send", { action: "send", body: "x".repeat(1_048_577) });
    expect([response.status, calls]).toEqual([422, []]);
    expect(await response.text()).toContain("a message has at most 1 MB");
  });
});

it("a process that has no way to the queues says so", async () => {
  const response = await askDashboard().ask("/queues");
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("no way to look at the queues");
});
