// GET /doctor: what is wrong, and by name what the API has no right to look at.
import type { SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { apiProbes } from "../../core/aws/doctor/api-probes.ts";
import { readEnvironment } from "../../core/aws/env.ts";
import {
  deadLetterQueueAttributes,
  queueAttributes,
  redriveAllowPolicy,
} from "../../core/aws/queue-definition.ts";
import { type Finding, ProbeError } from "../../core/jobs/operate/inspector.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { createTestApi, type TestApi } from "../support/test-api.ts";

let api: TestApi;
beforeEach(() => {
  api = createTestApi();
});

const ask = async () => {
  const { status, json } = await api.ask("GET", "/doctor");
  expect(status).toBe(200);
  return json() as { verdict: string; findings: Finding[] };
};

describe("GET /doctor", () => {
  it("tells of store, jobs and dead letters where it may look at nothing else", async () => {
    const { verdict, findings } = await ask();
    expect(verdict).toBe("ok");
    const checks = [
      "store",
      "records",
      "recovery",
      "inspection",
      "schedules",
      "overdue-jobs",
      "breakers",
      "dead-jobs",
      "dead-letters",
    ];
    expect(findings.map(({ check }) => check)).toEqual(checks);
  });

  it("has the worst that was found as its verdict, with what to do", async () => {
    api.store.fail("ping");
    const { verdict, findings } = await ask();
    expect(verdict).toBe("fault");
    expect(findings[0]).toMatchObject({ check: "store", state: "fault", what: "store: ping failed" });
    expect(findings[0]?.remedy).not.toBe("");
  });

  it("releases the connections of its probes, also when one of them fails", async () => {
    let closed = 0;
    const table = () => Promise.reject(new ProbeError("missing", "no such table"));
    api.backend.openProbes = async () => ({ probes: { table }, release: "", close: () => void closed++ });
    expect((await ask()).findings).toContainEqual({
      ...{ check: "table", state: "fault", what: "no such table", where: "the table of jobs" },
      remedy: "deploy this stage, or name the right TABLE_NAME",
    });
    expect(closed).toBe(1);
  });

  it("wants a token, and knows no parameter", async () => {
    const headers = { authorization: "Bearer another-token-than-that" };
    await expectRefusal(api, ["GET", "/doctor", { headers }], { status: 401, code: "unauthorized" });
    await expectRefusal(api, ["GET", "/doctor", { query: { all: "1" } }], {
      status: 400,
      code: "invalid-request",
    });
  });
});

describe("GET /doctor on AWS", () => {
  it("asks only for what the role allows, and names each right that it lacks", async () => {
    const asked: string[] = [];
    const arn = "arn:aws:sqs:eu-central-1:1:briefings";
    const sqs = {
      destroy: () => {},
      async send(command: { constructor: { name: string }; input: { QueueUrl: string } }) {
        asked.push(command.constructor.name);
        if (!command.input.QueueUrl.endsWith("-dead")) {
          return { Attributes: { QueueArn: arn, ...queueAttributes(api.settings, `${arn}-dead`) } };
        }
        const RedriveAllowPolicy = JSON.stringify(redriveAllowPolicy(arn));
        const QueueArn = `${arn}-dead`;
        return { Attributes: { QueueArn, RedriveAllowPolicy, ...deadLetterQueueAttributes(api.settings) } };
      },
    } as unknown as SQSClient;
    const environment = readEnvironment(app, {
      ...{ QUEUE_URL: "https://sqs/1/briefings", DEAD_LETTER_QUEUE_URL: "https://sqs/1/briefings-dead" },
      API_TOKEN: "a-token-of-24-characters",
    });
    api.backend.openProbes = async () => apiProbes(environment, sqs);
    const { verdict, findings } = await ask();
    expect(verdict).toBe("unknown");
    expect([...new Set(asked)]).toEqual(["GetQueueAttributesCommand"]);
    const unseen = findings.filter(({ state }) => state === "unknown").map(({ what }) => what);
    expect(unseen).toEqual([
      "not looked at: dynamodb:DescribeTable is not allowed",
      "not looked at: cloudwatch:DescribeAlarms is not allowed",
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ check: "api-token", state: "ok" }));
  });
});
