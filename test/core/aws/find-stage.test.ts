// A deployed stage is found by its own functions; what is wrong is said with the way out.
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { findStage, functionPrefix } from "../../../core/aws/find-stage.ts";

type Answer = { status?: number; headers?: Record<string, string>; body: object };

let server: Server;
let answers: Answer[];
let asked: string[];
let endpoint: string;
beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status = 200, headers = {}, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const credentials = { accessKeyId: "a", secretAccessKey: "b" };
const find = (stage: string) =>
  findStage(
    { sqs: createSqsClient({ region: "eu-central-1", credentials }), endpoint },
    { name: "briefings" },
    stage,
  );

const known = {
  QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/1/live",
  DEAD_LETTER_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/1/dead",
  TABLE_NAME: "briefings-alice-JobsTable-abc",
  EVENT_SOURCE_MAPPING_IDS: "6f1c",
  STAGE_CONCURRENCY: "20",
};
const fn = (FunctionName: string, Variables?: object) => ({
  FunctionName,
  Timeout: 60,
  Environment: { Variables },
});
const recover = (stage: string, variables: object = known) =>
  fn(`briefings-${stage}-RecoverHandlerFunction-wxyzabcd`, variables);

describe("a stage", () => {
  it("is found on whichever page its function is, and nothing secret is taken from it", async () => {
    answers.push(
      { body: { Functions: [fn("another"), recover("alice-two")], NextMarker: "a b" } },
      { body: { Functions: [recover("alice", { ...known, API_TOKEN: "secret", LOG_LEVEL: "info" })] } },
    );
    expect(await find("alice")).toEqual(known);
    expect(asked).toEqual(["GET /2015-03-31/functions/", "GET /2015-03-31/functions/?Marker=a%20b"]);
  });

  it("that is not there is refused with those that are", async () => {
    answers.push({ body: { Functions: [recover("production"), recover("alice-two"), fn("another")] } });
    await expect(find("alice")).rejects.toMatchObject({
      code: "backend-unavailable",
      message: expect.stringMatching(
        /no stage alice of briefings in eu-central-1 .*there are alice-two, production;.*AWS_PROFILE.*STAGE_REGION/,
      ),
    });
  });

  it("whose environment cannot be read is refused with what to set", async () => {
    answers.push({ body: { Functions: [recover("alice", { TABLE_NAME: "t" })] } });
    await expect(find("alice")).rejects.toThrow(
      /does not say QUEUE_URL, DEAD_LETTER_QUEUE_URL.*set QUEUE_URL/,
    );
  });

  it.each([
    ["AccessDeniedException", /allow lambda:ListFunctions, or set QUEUE_URL/],
    ["ExpiredTokenException", /log in again, or set AWS_PROFILE \(AWS_ACCESS_KEY_ID goes before it.*\)$/],
    ["ValidationException", /check the network/],
  ])("that AWS does not show (%s) is an error with the way out", async (name, message) => {
    answers.push({ status: 403, headers: { "x-amzn-errortype": name }, body: { Message: "no" } });
    await expect(find("alice")).rejects.toThrow(message);
  });

  it("that an endpoint is asked for which is not AWS's is an error of one line", async () => {
    answers.push({ body: { status: "ok" } });
    await expect(find("alice")).rejects.toThrow(
      /^the stage alice was not looked for in eu-central-1: UnexpectedAnswer: an answer that is not AWS's; check the address .*$/,
    );
  });
});

describe("the name of a stage's function", () => {
  it("is SST's, which cuts the app's name where the stage's is long", () => {
    expect(functionPrefix("briefings", "production")).toBe("briefings-production-RecoverHandlerFunction-");
    expect(functionPrefix("briefings", "a-stage-with-a-long-name")).toBe(
      "briefing-a-stage-with-a-long-name-RecoverHandlerFunction-".replace("briefing-", "briefin-"),
    );
  });
});
