// A briefing that is delivered, on the embedded AWS: an .eml file, and a webhook that the specification's own package verifies.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import type { BriefingView } from "../../functions/http/views.ts";
import { WEBHOOK_SECRET } from "../support/deliveries.ts";
import { briefingRequest } from "../support/test-api.ts";
import { startTestRuntime, type TestRuntime } from "../support/test-runtime.ts";
import { startWebServer } from "../support/web-server.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "briefings-deliver-"));
let aws: TestRuntime;
beforeAll(async () => {
  const env = { WEBHOOK_SECRET, ALLOW_PRIVATE_SOURCES: "true" };
  aws = await startTestRuntime({ app, dataFolder, env });
});
afterAll(async () => {
  await aws.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: unknown): Promise<BriefingView> {
  const sent =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${aws.apiUrl}${path}`, { method, ...sent });
  const answer = await response.json();
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer as BriefingView;
}

it("is made once, kept as a mail, and posted until the receiver takes it", async () => {
  const posts: { body: string; headers: Record<string, string> }[] = [];
  await using receiver = await startWebServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    posts.push({ body, headers: request.headers as Record<string, string> });
    response.writeHead(posts.length === 1 ? 503 : 204).end();
  });
  const refused = aws.next((line) => line.msg === "job failed" && line.jobType === "deliver:webhook");
  const deliver = [{ email: "ada@example.org" }, { webhook: `${receiver.url}/hook` }];
  const { id } = await call("POST", "/briefings", briefingRequest({ deliver }));
  await aws.ended(id);
  const { briefing, deliveries = [] } = await call("GET", `/briefings/${id}`);
  const [email = "", webhook = ""] = deliveries.map((delivery) => delivery.id);

  await aws.ended(email);
  expect(readdirSync(join(dataFolder, "mail"))).toEqual([`${email}.eml`]);
  const mail = await PostalMime.parse(readFileSync(join(dataFolder, "mail", `${email}.eml`)));
  expect(mail).toMatchObject({ to: [{ address: "ada@example.org" }], subject: briefing?.title });
  expect(mail.html).toContain("Wind farms off the coast doubled their output");

  await refused;
  await call("POST", `/jobs/${webhook}/run`);
  await aws.ended(webhook);
  expect(posts).toHaveLength(2);
  for (const { body, headers } of posts) {
    expect(new Webhook(WEBHOOK_SECRET).verify(body, headers)).toMatchObject({ data: { id, briefing } });
    expect(headers["webhook-id"]).toBe(webhook);
  }

  const shown = await call("GET", `/briefings/${id}`);
  expect(shown.deliveries).toMatchObject([
    { id: email, to: deliver[0], status: "succeeded" },
    { id: webhook, to: deliver[1], status: "succeeded" },
  ]);
  expect(shown.attempts).toHaveLength(1);
  const logged = JSON.stringify(aws.lines);
  expect(logged).not.toMatch(/ada@|\/hook|whsec_/);
});
