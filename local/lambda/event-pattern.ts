// EventBridge's event patterns: which JSON documents a pattern matches.
//
// No kept JavaScript library does this: AWS's own (event-ruler) is Java, and the ports of it on npm are a few operators
// inside other tools. Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import { BlockList, isIP, isIPv4 } from "node:net";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

type Test = (value: Json | undefined) => boolean;
type Matches = (document: Json | undefined) => boolean;

/** A pattern that EventBridge would refuse. The message names the place in the pattern. */
export class EventPatternError extends Error {
  override readonly name = "EventPatternError";
}

/** @throws EventPatternError */
export function compileEventPattern(pattern: Json): Matches {
  return compileObject(pattern, "the pattern");
}

function compileObject(pattern: Json, place: string): Matches {
  if (!isObject(pattern)) throw new EventPatternError(`${place} must be an object`);
  const names = Object.keys(pattern);
  if (names.length === 0) throw new EventPatternError(`${place} must not be empty`);
  const parts = names.map((name) => compileField(name, own(pattern, name), `${place}, "${name}"`));
  const matchesOne: Matches = (document) => parts.every((part) => part(document));
  // The fields of one pattern are sought in the same element of a list.
  return (document) => {
    const objects = Array.isArray(document) ? document.filter(isObject) : [];
    return objects.length > 0 ? objects.some(matchesOne) : matchesOne(document);
  };
}

function compileField(name: string, rule: Json | undefined, place: string): Matches {
  if (name === "$or" && Array.isArray(rule) && rule.length > 1 && rule.every(isObject)) {
    const alternatives = rule.map((alternative, index) =>
      compileObject(alternative, `${place} ${index + 1}`),
    );
    return (document) => alternatives.some((alternative) => alternative(document));
  }
  const fieldOf = (document: Json | undefined) => (isObject(document) ? own(document, name) : undefined);
  if (isObject(rule)) {
    const matches = compileObject(rule, place);
    return (document) => matches(fieldOf(document));
  }
  if (!Array.isArray(rule) || rule.length === 0) {
    throw new EventPatternError(`${place} must be an object or a list of values, not empty`);
  }
  const tests = rule.map((entry) => compileEntry(entry, place));
  return (document) => tests.some((test) => test(fieldOf(document)));
}

/** One entry of a field's list: a value, or an object with an operator. */
function compileEntry(entry: Json, place: string): Test {
  if (Array.isArray(entry)) throw new EventPatternError(`${place}: a list must not hold a list`);
  if (!isObject(entry)) return onLeaves((leaf) => leaf === entry);
  const [operator = "", ...others] = Object.keys(entry);
  if (others.length > 0 || operator === "") {
    throw new EventPatternError(`${place}: an object in a list has one operator`);
  }
  const operand = own(entry, operator);
  if (operator === "exists") {
    if (typeof operand !== "boolean") throw new EventPatternError(`${place}: "exists" is true or false`);
    // Of leaves only: an object in between does not exist.
    return (value) => leavesOf(value).length > 0 === operand;
  }
  if (operator === "anything-but") return anythingBut(operand, place);
  return onLeaves(compileOperator(operator, operand, place));
}

type LeafTest = (leaf: Json) => boolean;

const onLeaves =
  (test: LeafTest): Test =>
  (value) =>
    leavesOf(value).some(test);

function compileOperator(operator: string, operand: Json | undefined, place: string): LeafTest {
  switch (operator) {
    case "prefix":
    case "suffix":
      return affix(operator, operand, place);
    case "equals-ignore-case": {
      const text = lower(stringOf(operand, operator, place));
      return (leaf) => typeof leaf === "string" && lower(leaf) === text;
    }
    case "wildcard": {
      const matches = wildcard(stringOf(operand, operator, place), place);
      return (leaf) => typeof leaf === "string" && matches(leaf);
    }
    case "numeric":
      return numeric(operand, place);
    case "cidr":
      return cidr(stringOf(operand, operator, place), place);
    default:
      throw new EventPatternError(`${place}: there is no operator "${operator}"`);
  }
}

function anythingBut(operand: Json | undefined, place: string): Test {
  const test = isObject(operand) ? anythingButOperator(operand, place) : oneOf(operand, place);
  return (value) => leavesOf(value).some((leaf) => !test(leaf));
}

function oneOf(operand: Json | undefined, place: string): LeafTest {
  const values = Array.isArray(operand) ? operand : [operand];
  if (
    values.length === 0 ||
    !values.every((value) => typeof value === "string" || typeof value === "number")
  ) {
    throw new EventPatternError(`${place}: "anything-but" takes strings or numbers, or an operator`);
  }
  const excluded = new Set<unknown>(values);
  return (leaf) => excluded.has(leaf);
}

function anythingButOperator(operand: { [name: string]: Json }, place: string): LeafTest {
  const [operator = "", ...others] = Object.keys(operand);
  const allowed = ["prefix", "suffix", "equals-ignore-case", "wildcard"];
  if (others.length > 0 || !allowed.includes(operator)) {
    throw new EventPatternError(`${place}: "anything-but" takes one of ${allowed.join(", ")}`);
  }
  const operands = own(operand, operator);
  const tests = (Array.isArray(operands) ? operands : [operands]).map((one) =>
    compileOperator(operator, one, place),
  );
  return (leaf) => tests.some((test) => test(leaf));
}

function affix(operator: "prefix" | "suffix", operand: Json | undefined, place: string): LeafTest {
  const ignoreCase = isObject(operand) && Object.keys(operand).join() === "equals-ignore-case";
  const given = stringOf(ignoreCase ? own(operand, "equals-ignore-case") : operand, operator, place);
  const fold = ignoreCase ? lower : (text: string) => text;
  const text = fold(given);
  return (leaf) => {
    if (typeof leaf !== "string") return false;
    return operator === "prefix" ? fold(leaf).startsWith(text) : fold(leaf).endsWith(text);
  };
}

const COMPARISONS = new Map<Json, (a: number, b: number) => boolean>([
  ["=", (a, b) => a === b],
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
]);

/** `["=", 5]`, `[">", 0]` or `[">", 0, "<=", 5]`. */
function numeric(operand: Json | undefined, place: string): LeafTest {
  const refuse = () => new EventPatternError(`${place}: "numeric" is like [">", 0, "<=", 5]`);
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw refuse();
  const tests: ((leaf: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = COMPARISONS.get(operand[index] ?? null);
    const limit = operand[index + 1];
    if (!compare || typeof limit !== "number") throw refuse();
    tests.push((leaf) => compare(leaf, limit));
  }
  return (leaf) => typeof leaf === "number" && tests.every((test) => test(leaf));
}

function cidr(text: string, place: string): LeafTest {
  const [address = "", bits = ""] = text.split("/");
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === "ipv4" ? 32 : 128)) {
    throw new EventPatternError(`${place}: "cidr" is like "10.0.0.0/24"`);
  }
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family);
  return (leaf) =>
    typeof leaf === "string" && isIP(leaf) !== 0 && range.check(leaf, isIPv4(leaf) ? "ipv4" : "ipv6");
}

/** `*` stands for any characters; `\*` and `\\` for themselves. Takes time in proportion to the text, whatever the pattern. */
function wildcard(text: string, place: string): (leaf: string) => boolean {
  const parts = [""];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === "*" && next === "*") {
      throw new EventPatternError(`${place}: "wildcard" must not hold two * in a row`);
    }
    if (character === "\\" && next !== "*" && next !== "\\") {
      throw new EventPatternError(`${place}: in "wildcard" a backslash stands before * or a backslash`);
    }
    if (character === "*") parts.push("");
    else parts[parts.length - 1] += character === "\\" ? text.charAt(++index) : character;
  }
  const first = parts.shift() ?? "";
  const last = parts.pop();
  if (last === undefined) return (leaf) => leaf === first;
  return (leaf) => {
    if (leaf.length < first.length + last.length || !leaf.startsWith(first) || !leaf.endsWith(last))
      return false;
    const middle = leaf.slice(first.length, leaf.length - last.length);
    let from = 0;
    for (const part of parts) {
      const found = middle.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return true;
  };
}

/** The values that an operator sees: a value itself, or the elements of a list of values. */
function leavesOf(value: Json | undefined): Json[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value)
    ? value.filter((element) => !isObject(element) && !Array.isArray(element))
    : [value];
}

function stringOf(operand: Json | undefined, operator: string, place: string): string {
  if (typeof operand !== "string") throw new EventPatternError(`${place}: "${operator}" takes a string`);
  return operand;
}

const lower = (text: string) => text.toLowerCase();

const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Names come from users: `__proto__` and `constructor` are names like others. */
const own = (object: { [name: string]: Json }, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
