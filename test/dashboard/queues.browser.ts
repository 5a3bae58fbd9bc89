// The queues of the endpoint in a browser: looked at, sent to, purged.
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { getSqsQueue, peekAtMessages } from "../../core/jobs/operate/inspector.ts";
import { withReader } from "./reader.ts";
import { resize } from "./world-jobs.ts";

const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)> "'`;

async function createQueue(env: Record<string, string>, QueueName: string): Promise<void> {
  const client = new SQSClient({
    endpoint: env.AWS_ENDPOINT_URL_SQS ?? "",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const Attributes = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  client.destroy();
}

withReader("the queues", {}, (reader) => {
  it("are all of the endpoint's, found by their names, each with where its messages go", async () => {
    const { page, world } = reader;
    await createQueue(world.aws.env, "another-team");
    await reader.open("/queues");
    await page.getByRole("link", { name: "another-team" }).waitFor();
    await page
      .getByRole("row", { name: /after 5 receives to/ })
      .first()
      .waitFor();
    await page.getByRole("searchbox").fill("another");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: "another-team" }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(1);
    expect(page.url()).toContain("prefix=another");
    await reader.open("/queues?prefix=nobody");
    await page.getByText("No queue’s name begins with “nobody”.").waitFor();
    await page.getByRole("link", { name: "All queues" }).click();
    await page.getByRole("link", { name: "another-team" }).click();
    await page.getByRole("heading", { name: "another-team" }).waitFor();
    await page.getByText("No message.").waitFor();
  });

  it("take a test message, which is shown as text whatever it says, and costs no receive to look at", async () => {
    const { page, world } = reader;
    await createQueue(world.aws.env, "test-messages");
    await reader.open("/queues/test-messages");
    await page.getByRole("link", { name: "Send a message" }).click();
    await page.getByLabel("Body").fill(JSON.stringify({ say: HOSTILE }));
    await page.getByLabel("Attributes").fill(`kind=${HOSTILE}\ncount:Number=3`);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Sent: message").waitFor();
    await page.locator("td summary").click();
    await page.getByText(`kind String ${HOSTILE}`).waitFor();
    await page.getByText("count Number 3").waitFor();
    await page.getByText("This look costs no message a receive.").waitFor();
    const [message] = (await peekAtMessages(world.backend, "test-messages")) ?? [];
    expect(message).toMatchObject({ body: JSON.stringify({ say: HOSTILE }), receiveCount: 0 });
  });

  it("say at the field what is wrong with a message, and keep what was filled in", async () => {
    const { page, world } = reader;
    await createQueue(world.aws.env, "events.fifo");
    await reader.open("/queues/events.fifo/send");
    await page.getByLabel("Body").fill("keep me");
    await page.getByLabel("Message group", { exact: true }).fill("a-group");
    await page.getByLabel("Attributes").fill("no value");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").getByText("One field is not right").waitFor();
    const field = page.getByLabel("Attributes");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("Body").inputValue()).toBe("keep me");
    expect(await reader.barriers()).toEqual([]);
    await field.fill("");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").getByText("ContentBasedDeduplication").waitFor();
    await page.getByLabel("Deduplication id").fill("one");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Sent: message").waitFor();
    await page.getByText("group a-group").waitFor();
  });

  it("refuse what is too large for a form, and keep the page and what was filled in", async () => {
    const { page, world } = reader;
    await createQueue(world.aws.env, "large");
    await reader.open("/queues/large/send");
    await page
      .getByLabel("Body")
      .evaluate((field) => void Object.assign(field, { value: "x".repeat(5_000_000) }));
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#notes").getByText("Nothing was changed: what was sent is larger than").waitFor();
    expect((await page.getByLabel("Body").inputValue()).length).toBe(5_000_000);
    expect((await getSqsQueue(world.backend, "large")).visible).toBe(0);
  });

  it("are purged when the reader has said so twice", async () => {
    const { page, world } = reader;
    await createQueue(world.aws.env, "to-purge");
    await world.backend.queueBrowser?.send("to-purge", { body: "one", attributes: [] });
    await reader.open("/queues/to-purge");
    await page.getByRole("button", { name: "Purge" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete every message of to-purge?" });
    await dialog.getByText("About 1 message, for good.").waitFor();
    await dialog.getByRole("button", { name: "Not now" }).click();
    expect((await getSqsQueue(world.backend, "to-purge")).visible).toBe(1);
    await page.getByRole("button", { name: "Purge" }).click();
    await dialog.getByRole("button", { name: "Purge" }).click();
    await page.getByText("Purged to-purge").waitFor();
    await page.getByText("No message.").waitFor();
    await page.getByRole("button", { name: "Purge" }).click();
    await dialog.getByRole("button", { name: "Purge" }).click();
    await page.getByText("SQS allows one purge in 60 s").waitFor();
  });

  it("show the message of a job that runs, and lead to the job", async () => {
    const { page, world } = reader;
    const job = await world.enqueue(resize, { image: "in-flight.png", folder: world.folder });
    const queue = world.aws.queueUrl.split("/").at(-1);
    await reader.open(`/queues/${queue}`);
    await page
      .getByRole("row", { name: /in flight/ })
      .getByRole("link", { name: "its job" })
      .click();
    await page.getByRole("heading", { name: job.title }).waitFor();
    world.openGate();
  });

  it("have no serious barrier, light and dark", async () => {
    for (const path of ["/queues", "/queues/test-messages"]) {
      await reader.open(path);
      expect(await reader.barriers()).toEqual([]);
      await reader.page.emulateMedia({ colorScheme: "dark" });
      expect(await reader.barriers()).toEqual([]);
    }
  });
});
