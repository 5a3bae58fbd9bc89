// What a request may say of its deliveries.
import { describe, expect, it } from "vitest";
import { BriefingRequest } from "../../../../core/briefings/request.ts";
import { invalidRequest } from "../../../../core/jobs/index.ts";
import { aText } from "../briefing-fixtures.ts";

const request = (deliver: unknown) =>
  BriefingRequest.safeParse({ topic: "ferry strike", sources: [aText("Ferries sail again")], deliver });

const problems = (deliver: unknown) => {
  const { error } = request(deliver);
  return error === undefined ? [] : invalidRequest(error).details.errors;
};

describe("deliver", () => {
  it("takes e-mail addresses and webhooks", () => {
    const deliver = [{ email: "ada@example.org" }, { webhook: "https://hooks.example.org/x?y=1" }];
    expect(request(deliver).data?.deliver).toEqual(deliver);
  });

  it("may be left out, or be empty", () => {
    expect(request(undefined).success).toBe(true);
    expect(request([]).success).toBe(true);
  });

  it.each([
    ["no address", "nobody"],
    ["a second address", "ada@example.org, bob@example.org"],
    ["a name with it", "Ada <ada@example.org>"],
    ["a header behind it", "ada@example.org\r\nBcc: bob@example.org"],
    ["a line break in it", "ada\n@example.org"],
    ["a domain that is not ASCII", "ada@exämple.org"],
    ["a quoted part", '"ada lovelace"@example.org'],
    [
      "more than 254 characters",
      `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(20)}.org`,
    ],
    ["nothing in it", ""],
  ])("takes no e-mail with %s, and does not repeat it", (_, email) => {
    expect(problems([{ email }])).toEqual([
      { path: "deliver[0].email", message: expect.stringContaining("email must") },
    ]);
    if (email !== "")
      expect(JSON.stringify(problems([{ email }]))).not.toContain(JSON.stringify(email).slice(1, -1));
  });

  it.each([
    ["another scheme", "ftp://example.org/"],
    ["no scheme", "example.org/hook"],
    ["a password", "https://me:secret@example.org/"],
    ["http to another machine", "http://example.org/hook"],
    ["http to a private address", "http://192.168.1.1/hook"],
    ["http to a name that only begins like localhost", "http://localhost.example.org/"],
  ])("takes no webhook with %s", (_, webhook) => {
    expect(problems([{ webhook }])).toEqual([
      { path: "deliver[0].webhook", message: expect.stringContaining("webhook must") },
    ]);
  });

  it.each(["http://127.0.0.1:3000/hook", "http://localhost:3000/", "http://[::1]:3000/"])(
    "takes http to this machine, for development: %s",
    (webhook) => {
      expect(request([{ webhook }]).success).toBe(true);
    },
  );

  it.each([
    ["both in one", [{ email: "ada@example.org", webhook: "https://example.org/" }], "deliver[0]"],
    ["neither", [{}], "deliver[0]"],
    ["an address alone", ["ada@example.org"], "deliver[0]"],
    ["another kind", [{ fax: "123" }], "deliver[0].fax"],
    ["one that is no list", { email: "ada@example.org" }, "deliver"],
    ["the same place twice", [{ email: "ada@example.org" }, { email: "ada@example.org" }], "deliver"],
    [
      "long ones",
      Array.from({ length: 7 }, (_, n) => ({ webhook: `https://a${n}.example/${"x".repeat(900)}` })),
      "deliver",
    ],
    ["eleven", Array.from({ length: 11 }, (_, n) => ({ email: `a${n}@example.org` })), "deliver"],
  ])("refuses %s", (_, deliver, path) => {
    expect(problems(deliver)).toContainEqual({ path, message: expect.any(String) });
  });
});
