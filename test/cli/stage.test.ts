// `--stage`: the verbs find a deployed stage by its functions, with the caller's credentials. AWS is played by the embedded SQS, dynalite
// and a Lambda that lists one function.
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { environmentOf } from "../../cli/backend.ts";
import { makeJob } from "../contracts/job-store/factories.ts";
import { type OpenDynamoStore, openDynamoStore } from "../core/aws/open-dynamo-store.ts";
import { verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let world: VerbsRuntime;
let dynamo: OpenDynamoStore;
let lambda: Server;
/** Requests to Lambda. */
let asked: string[];

beforeAll(async () => {
  [world, dynamo] = await Promise.all([startVerbsRuntime(), openDynamoStore()]);
  lambda = createServer((request, response) => {
    asked.push(
      `${request.method} ${request.url} ${/Credential=\w+\/\d+\/([\w-]+)/.exec(String(request.headers.authorization))?.[1]}`,
    );
    const Variables = {
      QUEUE_URL: world.aws.queueUrl,
      DEAD_LETTER_QUEUE_URL: world.aws.deadLetterQueueUrl,
      TABLE_NAME: dynamo.tableName,
    };
    const Functions = [
      {
        FunctionName: "briefings-alice-RecoverHandlerFunction-abcdwxyz",
        Timeout: 60,
        Environment: { Variables },
      },
    ];
    response.end(JSON.stringify({ Functions }));
  });
  await new Promise<void>((resolve) => lambda.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  lambda.closeAllConnections();
  await Promise.all([new Promise((resolve) => lambda.close(resolve)), dynamo.close(), world.close()]);
});

beforeEach(async () => {
  asked = [];
  const address = lambda.address();
  const { hostname, port } = (await dynamo.client.config.endpoint?.()) ?? {};
  const variables = {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    AWS_ENDPOINT_URL_SQS: world.aws.sqsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`,
    AWS_ACCESS_KEY_ID: "mine",
    AWS_SECRET_ACCESS_KEY: "mine",
    // The stage is where it was deployed, whatever the shell says.
    AWS_REGION: "ap-south-1",
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

describe("--stage", () => {
  it("leads a verb to the table of the stage, in the region of its deploy", async () => {
    const job = makeJob({ title: "of the stage alice" });
    await dynamo.store.create(job);
    const { code, stdout } = await verb(["list", "--stage", "alice"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`${job.id} .*of the stage alice`));
    expect(asked).toEqual(["GET /2015-03-31/functions/ us-east-1"]);
  });

  it("is also a variable, so that each command of a session means the same stage", async () => {
    vi.stubEnv("BRIEFINGS_STAGE", "alice");
    const { code, stdout } = await verb(["list", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).items[0].title).toBe("of the stage alice");
  });

  it("that is not there is an error with those that are, and the exit code of what cannot be reached", async () => {
    const { code, stderr } = await verb(["list", "--stage", "bob"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/there is no stage bob of briefings in us-east-1 .*there are alice;/);
  });

  it("lets the doctor look at the table too", async () => {
    const { stdout } = await verb(["doctor", "--stage", "alice", "--all", "--json"]);
    const checks = JSON.parse(stdout).findings.map(
      ({ check, state }: Record<string, string>) => `${check} ${state}`,
    );
    expect(checks).toEqual(
      expect.arrayContaining(["table ok", "table-index ok", "table-expiry warning", "queue ok"]),
    );
  });
});

it("what could not be looked for is looked for again, as the next frame of --watch does", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const address = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  const there = process.env.AWS_ENDPOINT_URL_LAMBDA;
  vi.stubEnv(
    "AWS_ENDPOINT_URL_LAMBDA",
    `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
  );
  const look = () => environmentOf({ data: ".local", sqsPort: 4566, stage: "carol" });
  await expect(look()).rejects.toThrow(
    /^the stage carol was not looked for .*: ECONNREFUSED: connect ECONNREFUSED /,
  );
  vi.stubEnv("AWS_ENDPOINT_URL_LAMBDA", there);
  await expect(look()).rejects.toThrow("there are alice");
});
