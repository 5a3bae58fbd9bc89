// What `queues`, `stats` and `workers` print, for people and for scripts, beside a system whose queue nobody consumes.
import { PurgeQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QueuesResponse, StatsResponse, WorkersResponse } from "../../functions/http/view-queues.ts";
import { makeAttempt, makeJob } from "../contracts/job-store/factories.ts";
import { cliJob } from "../support/cli-job.ts";
import { verb } from "../support/run-cli.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let system: VerbsRuntime;
const run = (...args: string[]) => system.run(...args);
beforeAll(async () => {
  system = await startVerbsRuntime();
  const { backend } = system.aws;
  for (let job = 0; job < 40; job++) {
    const times = { waitMs: 250, runMs: 2_000 };
    backend.stats?.count({ type: "report:make", at: Date.now(), counters: ["succeeded"], ...times });
  }
  backend.stats?.count({ type: "jobs:bulk", at: Date.now(), counters: ["succeeded"], runMs: 90 });
  backend.stats?.count({ type: "mail:send", at: Date.now(), counters: ["failed", "dead"], runMs: 90 });
  await backend.stats?.flush({ now: true });
  await backend.store.create(
    cliJob({ id: "tst_waits", status: "queued", createdAt: Date.now() - 36 * 3_600_000 }),
  );
  await backend.store.create(cliJob({ status: "scheduled", nextAttemptAt: Date.now() + 3_600_000 }));
  await backend.store.create(cliJob({ status: "dead", cause: "lost", endedAt: Date.now() }));
  await backend.store.create(
    makeJob({
      ...{ id: "tst_runs", type: "report:make", status: "running", createdAt: Date.now() },
      claim: { claimId: "c", leaseUntil: Date.now() + 600_000, messageId: "m", by: "0a1b2c3d4e5f" },
      attempts: [makeAttempt({ startedAt: Date.now() - 3.5 * 3_600_000 })],
    }),
  );
});
afterAll(() => system.close());

describe("queues", () => {
  it("shows in one look what waits, runs and was processed", async () => {
    const { code, stdout, stderr } = await run("queues");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^queue +priority +messages +in flight +delayed +oldest job\nbriefings +default +0 +0 +0 +1d\n/,
    );
    expect(stdout).toMatch(/^consumer +running\n/m);
    expect(stdout).toMatch(
      /^dead jobs +1, not archived \(`npx briefings dead --data \S+ --sqs-port \d+`\)\ndead-letter queue +0 messages\n/m,
    );
    expect(stdout).toMatch(/oldest +1d: tst_waits \(/);
    expect(stdout).toContain("1 queued, 1 running, 0 backing off, 1 scheduled, 0 not sent");
    // 40 jobs that succeeded, and a job of one failed attempt: 41 attempts.
    expect(stdout).toContain(
      "\nattempts that succeeded or failed, jobs that died; today and in the last hour (UTC)\n",
    );
    expect(stdout).toMatch(/type +attempts today +failed +retries +dead jobs +last hour +attempts\/s\n/);
    expect(stdout).toMatch(
      /mail:send +1 +1 +0 +1 +1 +0\.00\d+\nreport:make +40 +0 +0 +0 +40 +0\.1\d*\nall +41 +1 /,
    );
    expect(stdout).toMatch(/report:make +0\.2\d s +0\.2\d s +0\.2\d s +\d\.\d+ s/);
  });

  it("tells messages that are no job's any more from jobs that wait", async () => {
    const messages = async () => /^.*jobs that were cancelled.*$/m.exec((await run("queues")).stdout)?.[0];
    expect(await messages()).toBeUndefined();
    const send = (jobId: string) => {
      const MessageBody = JSON.stringify({ v: 1, type: "briefing:generate", jobId });
      const { sqs, queueUrl: QueueUrl } = system.aws;
      return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    };
    for (const jobId of ["tst_waits", "tst_cancelled", "tst_deleted", "tst_other"]) await send(jobId);
    // One is queued, and one runs.
    expect(await messages()).toBe(
      "surplus            about 2 messages more than jobs, of jobs that were cancelled, deleted or have ended: each is acknowledged once it is received",
    );
    await system.aws.sqs.send(new PurgeQueueCommand({ QueueUrl: system.aws.queueUrl }));
    expect(await messages()).toBeUndefined();
  });

  it("shows one type alone", async () => {
    const { stdout } = await run("queues", "--type", "mail:send");
    expect(stdout).toContain("mail:send");
    expect(stdout).not.toMatch(/^report:make/m);
    expect((await run("queues", "--type", "nothing")).stdout).toContain("no job of type nothing was counted");
  });

  it("is one JSON document for a script, as the API answers", async () => {
    const { stdout } = await run("queues", "--json");
    const body = JSON.parse(stdout);
    expect(QueuesResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({ all: { today: { processed: 41 } }, types: [{ type: "mail:send" }, {}] });
  });

  it("says that the consumer is paused", async () => {
    await run("pause");
    expect((await run("queues")).stdout).toMatch(/consumer +paused since \d{4}-/);
    await run("resume");
  });

  it("tells what it could not reach, shows the rest, and exits with 5", async () => {
    const { code, stdout, stderr } = await verb(["queues", "--data", system.dataFolder, "--sqs-port", "1"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/^not known: .*ECONNREFUSED/m);
    expect(stdout).toMatch(/^oldest +1d: tst_waits/m);
  });
});

describe("stats", () => {
  it.each([
    ["--hour", 60, "each bar one minute"],
    ["--day", 24, "each bar one hour"],
  ])("%s draws a bar for each slot", async (option, bars, said) => {
    const { code, stdout } = await run("stats", option);
    expect(code).toBe(0);
    const [attempts = ""] = stdout.split("\n");
    expect(attempts).toMatch(/^attempts {3}[▁-█]+ {2}41 overall, 41 at most$/);
    expect(attempts.match(/[▁-█]/g)).toHaveLength(bars);
    expect(stdout).toContain("attempts and failed count attempts; succeeded, dead and cancelled count jobs");
    expect(stdout).toMatch(/^type +attempts +succeeded +failed +retries +dead +cancelled\n/m);
    expect(stdout).toContain(said);
    expect(stdout).toMatch(/^run p95 .*█/m);
    expect(stdout).not.toMatch(/^cancelled/m);
  });

  it("--days 90 reaches ninety days back, and no further", async () => {
    expect((await run("stats", "--days", "90")).stdout).toContain("each bar one day");
    expect(await run("stats", "--days", "91")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("from 1 to 90"),
    });
    expect(await run("stats", "--hour", "--days", "3")).toMatchObject({ code: 2 });
  });

  it("is one JSON document for a script, as the API answers", async () => {
    const body = JSON.parse((await run("stats", "--type", "report:make", "--json")).stdout);
    expect(StatsResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({ resolution: "hour", total: [{ type: "report:make", succeeded: 40 }] });
  });

  it("says so when nothing was counted", async () => {
    expect((await run("stats", "--type", "nothing")).stdout).toBe(
      "no job of type nothing was counted in this time\n",
    );
  });
});

describe("workers", () => {
  it("shows this process, and an environment by what it runs", async () => {
    const { code, stdout } = await run("workers");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^worker +kind +up +cold start +last seen +runs +jobs\n/);
    expect(stdout).toMatch(/:\d+ +dev +\d+\S +[\d.]+ (s|min) +\d+\S ago +0 +-\n/);
    expect(stdout).toMatch(/0a1b2c3d4e5f +- +- +- +3h ago +1 +tst_runs \(report:make\) for 3h\n/);
  });

  it("is one JSON document for a script, as the API answers", async () => {
    const body = JSON.parse((await run("workers", "--json")).stdout);
    expect(WorkersResponse.parse(body)).toEqual(body);
  });
});

it("the engine's own jobs are counted only where they are asked for", async () => {
  for (const verb of ["queues", "stats"]) {
    expect((await run(verb)).stdout).not.toContain("jobs:bulk");
    expect((await run(verb, "--type", "jobs:bulk")).stdout).toMatch(/^jobs:bulk +1 /m);
  }
});

describe("the queues as SQS shows them", () => {
  const name = () => new URL(system.aws.deadLetterQueueUrl).pathname.split("/").at(-1) ?? "";
  const json = async (...args: string[]) => JSON.parse((await run(...args, "--json")).stdout);

  it("are listed, all or by the beginning of their names", async () => {
    const { items } = await json("queues", "list");
    expect(items.map((queue: { name: string }) => queue.name)).toContain(name());
    expect((await run("queues", "list")).stdout).toMatch(/ after 5 receives$/m);
    expect((await run("queues", "list", "--prefix", "nope")).stderr).toBe(
      "no queue's name begins with nope\n",
    );
  });

  it("take a message by hand, show it without a receive, and are purged once somebody has said so", async () => {
    const sent = await json("queues", "send", name(), "hello \u202e", "--attribute", "tries:Number=5");
    expect(sent).toEqual({ queue: name(), messageId: expect.any(String) });
    const { stdout } = await run("queues", "peek", name());
    expect(stdout).toMatch(new RegExp(`^${sent.messageId} +visible +.* 0 +hello`, "m"));
    expect(stdout).not.toContain("\u202e");
    const { items } = await json("queues", "peek", name());
    expect(items).toMatchObject([
      { receiveCount: 0, attributes: [{ name: "tries", type: "Number", value: "5" }] },
    ]);
    const refused = await run("queues", "purge", name());
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("about 1 message, for good; add --yes"),
    ]);
    const purged = await run("queues", "purge", name(), "--yes");
    expect(purged.stdout).toContain(`${name()} is purged`);
    expect(purged.stderr).toMatch(/is sent again by recover, .*; one that is dead stays dead$/m);
    expect((await run("queues", "peek", name())).stderr).toBe("no message\n");
  });

  it("give messages for a receive, which is asked for first", async () => {
    await run("queues", "send", name(), "seen");
    expect((await run("queues", "receive", name())).stderr).toContain(
      "costs up to ten messages one receive each",
    );
    expect((await run("queues", "receive", name(), "--yes")).stdout).toMatch(/ received .* seen$/m);
    expect((await json("queues", "peek", name())).items).toMatchObject([
      { receiveCount: 1, state: "visible" },
    ]);
  });

  it.each([
    [["queues", "peek", "none"], 4, /none/],
    [["queues", "send", "none", "x"], 4, /none/],
    [["queues", "send", "none", "x", "--delay-seconds", "901"], 2, /--delay-seconds: /],
    [["queues", "send", "none", ""], 2, /<body>: a message has a body/],
    [["queues", "send", "none", "x", "--attribute", "y"], 2, /give a name and a value/],
    [["queues", "purge", "none", "--yes"], 4, /none/],
  ])("that are wrong are said so: %j", async (args, code, says) => {
    const answer = await run(...args);
    expect([answer.code, answer.stderr]).toEqual([code, expect.stringMatching(says)]);
  });
});
