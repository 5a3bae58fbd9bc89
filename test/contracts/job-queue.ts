// The contract of a job queue, as core/jobs/ports.ts words it: the SQS adapter and the queue in memory run these same tests.
import { beforeEach, describe, expect, it } from "vitest";
import type { JobMessage, JobQueue, Outgoing } from "../../core/jobs/ports.ts";

export type OpenJobQueue = {
  queue: JobQueue;
  /** Receives every message that is visible, each once. */
  receiveAll(): Promise<{ messageId: string; body: string }[]>;
  /** Lets so many seconds pass. */
  pass(seconds: number): void;
  /** From now on no request reaches the queue. */
  cutOff(): Promise<void>;
};

const message = (jobId: string): JobMessage => ({ v: 1, type: "test:work", jobId });
const several = (count: number, options?: Outgoing["options"]): Outgoing[] =>
  Array.from({ length: count }, (_, index) => ({
    message: message(`tst_${index}`),
    ...(options ? { options } : {}),
  }));

/** `open` gives an empty queue, which is closed when the test is over. */
export function describeJobQueue(name: string, open: () => Promise<OpenJobQueue>): void {
  describe(`job queue contract: ${name}`, () => {
    let opened: OpenJobQueue;
    beforeEach(async () => {
      opened = await open();
    });
    const receivedIds = async () =>
      (await opened.receiveAll()).map(({ body }) => (JSON.parse(body) as JobMessage).jobId).sort();

    it("sends one message, and gives the id that its receive has", async () => {
      const messageId = await opened.queue.send(message("tst_1"));
      expect(await opened.receiveAll()).toEqual([
        expect.objectContaining({ messageId, body: JSON.stringify(message("tst_1")) }),
      ]);
    });

    it("sends many messages, each once, and gives their ids in the order given", async () => {
      const sent = await opened.queue.sendMany(several(23));
      const received = await opened.receiveAll();
      const bodies = new Map(received.map(({ messageId, body }) => [messageId, body]));
      expect(received).toHaveLength(23);
      expect(sent.map((one) => "messageId" in one && bodies.get(one.messageId))).toEqual(
        several(23).map(({ message }) => JSON.stringify(message)),
      );
    });

    it("sends nothing when nothing is given", async () => {
      expect(await opened.queue.sendMany([])).toEqual([]);
      expect(await opened.receiveAll()).toEqual([]);
    });

    it("delays each of many messages as it asks", async () => {
      const [now, later] = [several(1), several(2, { delaySeconds: 60 }).slice(1)];
      await opened.queue.sendMany([...now, ...later]);
      expect(await receivedIds()).toEqual(["tst_0"]);
      opened.pass(60);
      expect(await receivedIds()).toEqual(["tst_1"]);
    });

    it("counts the messages that wait, and those that are received", async () => {
      await opened.queue.sendMany(several(12));
      expect([await opened.queue.backlog(), await opened.queue.inFlight()]).toEqual([12, 0]);
      await opened.receiveAll();
      expect([await opened.queue.backlog(), await opened.queue.inFlight()]).toEqual([0, 12]);
    });

    it("counts by queue what waits, is received and is delayed", async () => {
      await opened.queue.sendMany(several(3));
      await opened.receiveAll();
      await opened.queue.sendMany(several(4));
      await opened.queue.sendMany(several(2, { delaySeconds: 60 }));
      expect(await opened.queue.counts()).toEqual([
        { queue: expect.any(String), priority: "default", visible: 4, inFlight: 3, delayed: 2 },
      ]);
    });

    it("says of each message that it was not sent when the queue is out of reach, and does not reject", async () => {
      await opened.cutOff();
      const sent = await opened.queue.sendMany(several(12));
      expect(sent).toHaveLength(12);
      expect(sent.every((one) => "error" in one && one.error instanceof Error)).toBe(true);
    });
  });
}
