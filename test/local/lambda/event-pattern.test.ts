// EventBridge's event patterns: the examples of AWS's documents, and what its matcher does at the edges.
import { describe, expect, it } from "vitest";
import { compileEventPattern, EventPatternError, type Json } from "../../../local/lambda/event-pattern.ts";

const matches = (pattern: Json, document: Json) => compileEventPattern(pattern)(document);

describe("an event pattern", () => {
  it.each<[string, Json, Json[], Json[]]>([
    ["a value", { a: ["x"] }, [{ a: "x" }, { a: "x", b: 1 }], [{ a: "X" }, { a: "xy" }, {}, { b: "x" }]],
    [
      "one of several values",
      { a: ["x", 1, true, null] },
      [{ a: 1 }, { a: true }, { a: null }],
      [{ a: "1" }, {}],
    ],
    ["a number however it is written", { a: [300] }, [JSON.parse('{"a":3.0e2}')], [{ a: "300" }]],
    ["the empty text", { a: [""] }, [{ a: "" }], [{ a: null }, {}]],
    [
      "all fields",
      { a: ["x"], b: { c: ["y"] } },
      [{ a: "x", b: { c: "y" } }],
      [{ a: "x", b: { c: "z" } }, { a: "x" }],
    ],
    ["a value in a list", { a: ["x"] }, [{ a: ["y", "x"] }], [{ a: [] }, { a: ["y"] }, { a: [["x"]] }]],
    [
      "fields of the same element of a list",
      { a: { b: ["x"], c: ["y"] } },
      [{ a: [{ b: "z" }, { b: "x", c: "y" }] }],
      [{ a: [{ b: "x" }, { c: "y" }] }],
    ],
    ["prefix", { a: [{ prefix: "eu-" }] }, [{ a: "eu-west-1" }], [{ a: "us-eu-" }, { a: 1 }]],
    ["suffix", { a: [{ suffix: ".png" }] }, [{ a: "a.png" }], [{ a: "a.PNG" }]],
    [
      "prefix in any case",
      { a: [{ prefix: { "equals-ignore-case": "EU-" } }] },
      [{ a: "eu-1" }],
      [{ a: "us" }],
    ],
    [
      "suffix in any case",
      { a: [{ suffix: { "equals-ignore-case": ".PNG" } }] },
      [{ a: "a.png" }],
      [{ a: "a" }],
    ],
    ["equals-ignore-case", { a: [{ "equals-ignore-case": "Alice" }] }, [{ a: "aLICE" }], [{ a: "Alicia" }]],
    [
      "wildcard",
      { a: [{ wildcard: "dir/*/x*.png" }] },
      [{ a: "dir/a/b/x1.png" }, { a: "dir//x.png" }],
      [{ a: "dir/x.png" }, { a: "dir/a/y.png" }, { a: "dir/a/x.jpg" }],
    ],
    ["wildcard with escapes", { a: [{ wildcard: "\\*a\\\\*" }] }, [{ a: "*a\\b" }], [{ a: "xa\\b" }]],
    ["wildcard at the ends", { a: [{ wildcard: "*b*" }] }, [{ a: "b" }, { a: "abc" }], [{ a: "ac" }]],
    ["wildcard, whose ends do not overlap", { a: [{ wildcard: "ab*ba" }] }, [{ a: "abba" }], [{ a: "aba" }]],
    [
      "numeric",
      { a: [{ numeric: [">", 0, "<=", 5] }] },
      [{ a: 5 }, { a: 0.1 }],
      [{ a: 0 }, { a: 6 }, { a: "3" }],
    ],
    ["numeric equality", { a: [{ numeric: ["=", 3.5] }] }, [{ a: 3.5 }], [{ a: 3 }]],
    ["cidr", { a: [{ cidr: "10.0.0.0/24" }] }, [{ a: "10.0.0.255" }], [{ a: "10.0.1.0" }, { a: "text" }]],
    [
      "cidr of IPv6",
      { a: [{ cidr: "2001:db8::/32" }] },
      [{ a: "2001:db8::1" }],
      [{ a: "2001:db9::1" }, { a: "10.0.0.1" }],
    ],
    [
      "exists",
      { a: [{ exists: true }] },
      [{ a: 1 }, { a: null }, { a: "" }],
      [{}, { a: { b: 1 } }, { a: [] }],
    ],
    ["does not exist", { a: [{ exists: false }] }, [{}, { b: 1 }], [{ a: 1 }, { a: null }]],
    [
      "does not exist deeper down",
      { a: { b: [{ exists: false }] } },
      [{}, { a: {} }, { a: [] }],
      [{ a: { b: 0 } }],
    ],
    ["anything-but", { a: [{ "anything-but": "x" }] }, [{ a: "y" }, { a: 1 }], [{ a: "x" }, {}]],
    ["anything-but several", { a: [{ "anything-but": [1, 2] }] }, [{ a: 3 }, { a: "1" }], [{ a: 1 }]],
    ["anything-but prefix", { a: [{ "anything-but": { prefix: "us-" } }] }, [{ a: "eu" }], [{ a: "us-1" }]],
    [
      "anything-but in any case",
      { a: [{ "anything-but": { "equals-ignore-case": ["x", "y"] } }] },
      [{ a: "z" }],
      [{ a: "X" }, { a: "Y" }],
    ],
    [
      "anything-but wildcard",
      { a: [{ "anything-but": { wildcard: "*/lib/*" } }] },
      [{ a: "/x" }],
      [{ a: "/lib/x" }],
    ],
    [
      "$or",
      { $or: [{ a: ["x"] }, { b: [{ numeric: ["<", 1] }] }] },
      [{ a: "x" }, { b: 0 }],
      [{ a: "y", b: 1 }],
    ],
    [
      "$or beside a field",
      { c: [1], $or: [{ a: ["x"] }, { b: ["y"] }] },
      [{ c: 1, b: "y" }],
      [{ c: 2, b: "y" }],
    ],
    [
      "names of Object's own",
      JSON.parse('{"__proto__":["x"],"constructor":{"toString":["y"]}}'),
      [JSON.parse('{"__proto__":"x","constructor":{"toString":"y"}}')],
      [{}, { constructor: { toString: "y" } }],
    ],
  ])("matches by %s", (_name, pattern, yes, no) => {
    for (const document of yes) expect(matches(pattern, document), JSON.stringify(document)).toBe(true);
    for (const document of no) expect(matches(pattern, document), JSON.stringify(document)).toBe(false);
  });

  it.each<[string, Json]>([
    ["no object", ["x"]],
    ["an empty object", {}],
    ["a value outside of a list", { a: "x" }],
    ["an empty list", { a: [] }],
    ["a list in a list", { a: [["x"]] }],
    ["an unknown operator", { a: [{ contains: "x" }] }],
    ["the name of an operator that Object has", { a: [{ constructor: "x" }] }],
    ["two operators at once", { a: [{ prefix: "x", suffix: "y" }] }],
    ["prefix without a text", { a: [{ prefix: 1 }] }],
    ["numeric without a number", { a: [{ numeric: [">", "0"] }] }],
    ["numeric with an unknown comparison", { a: [{ numeric: ["!=", 0] }] }],
    ["exists without a boolean", { a: [{ exists: "true" }] }],
    ["anything-but null", { a: [{ "anything-but": null }] }],
    ["anything-but exists", { a: [{ "anything-but": { exists: true } }] }],
    ["two * in a row", { a: [{ wildcard: "a**" }] }],
    ["an escape of something else", { a: [{ wildcard: "\\a" }] }],
    ["a network of no address", { a: [{ cidr: "10.0.0/24" }] }],
    ["a network of too many bits", { a: [{ cidr: "10.0.0.0/33" }] }],
  ])("is refused: %s", (_name, pattern) => {
    expect(() => compileEventPattern(pattern)).toThrow(EventPatternError);
  });

  it("names the place that is wrong", () => {
    expect(() => compileEventPattern({ a: { b: ["x", { contains: "y" }] } })).toThrow(
      'the pattern, "a", "b": there is no operator "contains"',
    );
  });
});
