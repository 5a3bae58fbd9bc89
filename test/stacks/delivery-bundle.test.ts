// A briefing that goes out by e-mail, in the bundles and with the environment and roles of a stage with EMAIL_FROM.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Evaluated, evaluateStage, functionOf, inputsOf, roleStatements, TOKEN } from "./evaluated.ts";
import { type SmallAws, startSmallAws } from "./lambda/aws.ts";
import { httpEvent, receivedEvent } from "./lambda/events.ts";
import { bundleForLambda, type Outcome } from "./lambda/invoke.ts";

type Handler = "functions/api.handler" | "functions/consumer.handler";

let stack: Evaluated;
let aws: SmallAws;
const bundles = new Map<Handler, Awaited<ReturnType<typeof bundleForLambda>>>();

beforeAll(async () => {
  stack = await evaluateStage("mailing", { env: { EMAIL_FROM: "news@example.com" } });
  const nameOf = (type: string, name: string) => String(inputsOf(stack, type, name).name);
  aws = await startSmallAws({
    queue: nameOf("aws:sqs/queue:Queue", "BriefingsQueue"),
    deadLetterQueue: nameOf("aws:sqs/queue:Queue", "BriefingsDeadQueue"),
    table: nameOf("aws:dynamodb/table:Table", "Jobs"),
  });
  for (const handler of ["functions/api.handler", "functions/consumer.handler"] as const) {
    bundles.set(handler, await bundleForLambda(handler));
  }
});
afterAll(async () => {
  for (const bundle of bundles.values()) bundle.remove();
  await aws.close();
});

async function invoke(handler: Handler, event: unknown): Promise<Outcome> {
  const { variables } = functionOf(stack, handler).environment as { variables: Record<string, string> };
  const outcome = await bundles.get(handler)?.invoke(event, {
    ...variables,
    AWS_ENDPOINT_URL: aws.endpoint,
    QUEUE_URL: aws.queueUrl.replace(/^http:\/\/[^/]+/, aws.endpoint),
    DEAD_LETTER_QUEUE_URL: aws.deadLetterQueueUrl.replace(/^http:\/\/[^/]+/, aws.endpoint),
  });
  return outcome ?? expect.fail(`${handler} was not bundled`);
}

async function submit(deliver: object[]): Promise<{ statusCode: number; body: string }> {
  const text = "The harbour town opened its first tidal power plant on Monday. It feeds four thousand homes.";
  const body = { topic: "Tidal power", sources: [{ kind: "text", title: "Tidal power", text }], deliver };
  const event = httpEvent("POST", "/briefings", { token: TOKEN, body, routeKey: "POST /briefings" });
  const { result, error } = await invoke("functions/api.handler", event);
  expect(error).toBeUndefined();
  return result as { statusCode: number; body: string };
}

async function consume(): Promise<Outcome> {
  const message = await aws.receive(aws.queueUrl);
  const outcome = await invoke("functions/consumer.handler", receivedEvent(message, aws.queueArn));
  expect(outcome).toMatchObject({ result: { batchItemFailures: [] } });
  return outcome;
}

it("is refused by the API for what the stage cannot deliver by", async () => {
  const { statusCode, body } = await submit([{ webhook: "https://hooks.example.org/" }]);
  expect([statusCode, JSON.parse(body).errors]).toEqual([
    400,
    [{ path: "deliver[0].webhook", message: expect.stringContaining("set WEBHOOK_SECRET") }],
  ]);
});

it("goes by SES, with the client that Lambda's runtime brings, and asks for nothing that the role lacks", async () => {
  const { statusCode } = await submit([{ email: "ada@example.org" }]);
  expect(statusCode).toBe(202);
  const before = aws.actions.length;
  const made = await consume();
  const delivered = await consume();
  expect(aws.mails.map(String)).toEqual([expect.stringMatching(/^From: Briefings <news@example\.com>$/m)]);
  expect(String(aws.mails)).toContain("To: ada@example.org");
  expect(JSON.stringify([made.log, delivered.log])).not.toContain("ada@");

  const allowed = roleStatements(stack, "ConsumerRole").flatMap(({ Action }) => Action);
  expect(aws.actions.slice(before).filter((action) => !allowed.includes(action))).toEqual([]);
  expect(aws.actions.slice(before)).toContain("ses:SendRawEmail");
});

it("costs no cold start: neither composer nor client is read before the first e-mail", () => {
  for (const [handler, { startSources }] of bundles) {
    const heavy = startSources.filter((source) =>
      /node_modules\/(nodemailer|@aws-sdk\/client-sesv2)\//.test(source),
    );
    expect(heavy, handler).toEqual([]);
  }
});
