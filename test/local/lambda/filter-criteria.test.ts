// Filter criteria of a mapping: which records reach the function. Source: AWS's table for the SQS body.
import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { compileFilterCriteria } from "../../../local/lambda/filter-criteria.ts";

const passes = (patterns: unknown[], body: string, more: Partial<SQSRecord> = {}) =>
  compileFilterCriteria({ Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) })({
    body,
    ...more,
  } as SQSRecord);

describe("filter criteria", () => {
  it("let everything pass where there are none", () => {
    expect(compileFilterCriteria(undefined)({ body: "x" } as SQSRecord)).toBe(true);
    expect(passes([], "x")).toBe(true);
    expect(passes([{}], "x")).toBe(true);
  });

  it("look into a body that is JSON", () => {
    expect(passes([{ body: { kind: ["order"] } }], '{"kind":"order"}')).toBe(true);
    expect(passes([{ body: { kind: ["order"] } }], '{"kind":"refund"}')).toBe(false);
  });

  it("compare a body that is a text", () => {
    expect(passes([{ body: [{ prefix: "order " }] }], "order 7")).toBe(true);
    expect(passes([{ body: [{ prefix: "order " }] }], "refund 7")).toBe(false);
  });

  it("never match a text by a pattern for JSON, nor JSON by a pattern for a text", () => {
    expect(passes([{ body: { kind: [{ exists: false }] } }], "order 7")).toBe(false);
    expect(passes([{ body: [{ prefix: "{" }] }], '{"kind":"order"}')).toBe(false);
  });

  it("let a record pass that one of several patterns matches", () => {
    const patterns = [{ body: { kind: ["order"] } }, { body: { urgent: [true] } }];
    expect(passes(patterns, '{"kind":"refund","urgent":true}')).toBe(true);
    expect(passes(patterns, '{"kind":"refund"}')).toBe(false);
  });

  it("look at the record's other fields where the pattern has no body", () => {
    const messageAttributes = { kind: { stringValue: "order", dataType: "String" } };
    const pattern = { messageAttributes: { kind: { stringValue: ["order"] } } };
    expect(passes([pattern], "any text", { messageAttributes })).toBe(true);
    expect(passes([pattern], "any text", { messageAttributes: {} })).toBe(false);
  });

  it.each([
    ["what is not JSON", "kind = order", "filter 1: the pattern is not a JSON object"],
    ["an operator that is none", '{"body":{"a":[{"contains":"x"}]}}', 'filter 1: the pattern, "body", "a"'],
    ["a very long pattern", JSON.stringify({ body: ["x".repeat(5_000)] }), "at most 4096 characters"],
  ])("refuse %s", (_name, Pattern, message) => {
    expect(() => compileFilterCriteria({ Filters: [{ Pattern }] })).toThrow(message);
  });

  it("refuse a sixth filter", () => {
    const Filters = Array.from({ length: 6 }, () => ({ Pattern: "{}" }));
    expect(() => compileFilterCriteria({ Filters })).toThrow("at most 5 filters");
  });
});
