// The log of a deployed stage: what is asked of CloudWatch Logs Insights, and what is made of its answers.
import { beforeEach, describe, expect, it } from "vitest";
import { createSqsClient } from "../../../core/aws/clients.ts";
import { createInsightsLog } from "../../../core/aws/insights-log.ts";

const AT = Date.UTC(2026, 10, 24, 8);
const GROUPS = ["/aws/lambda/briefings-production-Consumer", "/aws/lambda/briefings-production-ApiHandler"];

type Asked = { url: string; action: string; body: Record<string, unknown>; headers: Record<string, string> };
let asked: Asked[];
/** What GetQueryResults answers, one after the other; the last one for ever. */
let answers: (() => Response)[];
let started: () => Response;

const sqs = createSqsClient({
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});
const log = createInsightsLog({
  ...{ sqs, logGroups: GROUPS, now: () => AT + 3_600_000, pause: async () => {} },
  fetch: (async (url, { headers, body } = {}) => {
    const sent = headers as Record<string, string>;
    const action = sent["x-amz-target"]?.replace("Logs_20140328.", "") ?? "";
    asked.push({ url: String(url), action, body: JSON.parse(String(body)), headers: sent });
    if (action === "StartQuery") return started();
    if (action === "StopQuery") return Response.json({ success: true });
    const [answer = () => Response.json({ status: "Failed" })] = answers;
    if (answers.length > 1) answers.shift();
    return answer();
  }) satisfies typeof fetch,
});

const row = (message: string, timestamp = "2026-11-24 08:00:01.000") => [
  { field: "@timestamp", value: timestamp },
  { field: "@message", value: message },
  { field: "@ptr", value: "x" },
];
const line = (msg: string, at: string, more: object = {}) =>
  row(JSON.stringify({ level: "INFO", timestamp: at, function: "consumer", jobId: "brf_1", msg, ...more }));
const complete =
  (...results: object[]) =>
  () =>
    Response.json({ status: "Complete", results });

beforeEach(() => {
  asked = [];
  started = () => Response.json({ queryId: "q-1" });
});

describe("the log lines of a job on AWS", () => {
  it("are asked for by one query over the functions' log groups, from the job's beginning", async () => {
    answers = [complete()];
    expect(await log.linesOf("brf_1", { from: AT, limit: 100 })).toEqual({ entries: [], isCut: false });
    const [start, results] = asked;
    expect(start).toMatchObject({ url: "https://logs.eu-central-1.amazonaws.com/", action: "StartQuery" });
    expect(start?.body).toEqual({
      logGroupNames: GROUPS,
      startTime: AT / 1000 - 60,
      endTime: AT / 1000 + 3_600 + 60,
      queryString: 'fields @timestamp, @message | filter jobId = "brf_1" | sort @timestamp desc | limit 101',
    });
    expect(start?.headers).toMatchObject({
      "content-type": "application/x-amz-json-1.1",
      authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/logs\/aws4_request/),
    });
    expect(results).toMatchObject({ action: "GetQueryResults", body: { queryId: "q-1" } });
  });

  it("come oldest first, once the query is complete; a line that is not ours as it is", async () => {
    const running = () =>
      Response.json({ status: "Running", results: [line("too early", "2026-11-24T08:00:00Z")] });
    answers = [
      () => Response.json({ status: "Scheduled" }),
      running,
      complete(
        row("Task timed out\n", "2026-11-24 08:00:03.000"),
        line("job failed", "2026-11-24T08:00:02.000Z", { retryInSeconds: 30 }),
        line("job started", "2026-11-24T08:00:01.000Z"),
        row("no time", ""),
      ),
    ];
    expect(await log.linesOf("brf_1", { from: AT, limit: 100 })).toEqual({
      isCut: false,
      entries: [
        { at: AT + 1_000, level: "info", message: "job started", function: "consumer", fields: {} },
        {
          at: AT + 2_000,
          level: "info",
          message: "job failed",
          function: "consumer",
          fields: { retryInSeconds: 30 },
        },
        { at: AT + 3_000, level: "info", message: "Task timed out", fields: {} },
      ],
    });
  });

  it("are the latest when there are more", async () => {
    const lines = [3, 2, 1].map((second) => line(`line ${second}`, `2026-11-24T08:00:0${second}.000Z`));
    answers = [complete(...lines)];
    const { entries, isCut } = await log.linesOf("brf_1", { from: AT, limit: 2 });
    expect(isCut).toBe(true);
    expect(entries.map(({ message }) => message)).toEqual(["line 2", "line 3"]);
  });

  it("are asked for with an id that cannot end its quotes", async () => {
    answers = [complete()];
    await log.linesOf('x" or 1=1 | "\\', { from: AT, limit: 1 });
    expect(asked[0]?.body.queryString).toContain('jobId = "x\\" or 1=1 | \\"\\\\" | sort');
  });
});

describe("a log that cannot be read", () => {
  const refusal = () => expect.objectContaining({ name: "VisibleError", code: "log-unavailable" });
  const read = () => log.linesOf("brf_1", { from: AT, limit: 1 }).catch((error: Error) => error);

  it("names what the credentials lack", async () => {
    started = () => Response.json({ __type: "AccessDeniedException", message: "no" }, { status: 400 });
    const error = await read();
    expect(error).toEqual(refusal());
    expect(String(error)).toMatch(/AccessDeniedException: no; allow logs:StartQuery on these groups/);
  });

  it("names a group that is not there", async () => {
    started = () =>
      Response.json(
        { __type: "com.amazonaws.logs#ResourceNotFoundException", message: "no group" },
        { status: 400 },
      );
    expect(String(await read())).toMatch(/ResourceNotFoundException: no group; check LOG_GROUPS/);
  });

  it.each(["Failed", "Cancelled", "Timeout", "Unknown"])(
    "says that its query ended as %s",
    async (status) => {
      answers = [() => Response.json({ status })];
      expect(String(await read())).toContain(`the query ended as ${status}`);
    },
  );

  it("stops a query that does not end", async () => {
    answers = [() => Response.json({ status: "Running" })];
    expect(String(await read())).toMatch(/has not ended after 60 s, and was stopped/);
    expect(asked.at(-1)).toMatchObject({ action: "StopQuery", body: { queryId: "q-1" } });
  });
});
