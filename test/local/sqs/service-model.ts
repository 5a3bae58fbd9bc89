// SQS's published model as botocore has it, and inputs derived from it: one valid input for each action, and what is wrong with it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

export type Shape = {
  type: string;
  required?: string[];
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
};
export type Model = {
  operations: Record<string, { input: { shape: string }; errors?: { shape: string }[] }>;
  shapes: Record<string, Shape>;
};

/** Undefined where the machine has no Python with botocore. */
export function readModel(): Model | undefined {
  const program = "import botocore, os; print(os.path.dirname(botocore.__file__))";
  const python = spawnSync("python3", ["-c", program], { encoding: "utf8" });
  if (python.status !== 0) return undefined;
  const file = join(python.stdout.trim(), "data", "sqs", "2012-11-05", "service-2.json.gz");
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

export type Case = {
  what: string;
  input: Json;
  /** What SQS must say, where the model decides it. */
  expected?: "an error" | "MalformedInput";
  /** Whether the query protocol can say this too: there everything is text. */
  inQuery: boolean;
};

const LONG = "x".repeat(1_048_577);
const wrongTypes: Record<string, Json[]> = {
  string: [7, true, {}, []],
  integer: ["abc", "1.5", "", 1.5, true, {}, [], 2_147_483_648, 99_999_999_999, -99_999_999_999],
  list: ["x", 7, true, {}],
  map: ["x", 7, true, []],
  structure: ["x", 7, true, []],
  blob: [7, true, {}, []],
};
const outOfRange: Record<string, Json[]> = {
  string: ["", " ", "\u0007", "ä", "x".repeat(81), "x".repeat(129), "x".repeat(10_000), LONG],
  integer: [-1, 0, 11, 901, 1_001, 43_201, 2_147_483_647],
  list: [[]],
  map: [{}],
};

/** All that can be wrong with each member of `input`, at every depth. */
export function casesOf(model: Model, action: string, input: Json): Case[] {
  const shape = model.operations[action]?.input.shape ?? "";
  return wrongAt(model, shape, input, action);
}

function wrongAt(model: Model, shapeName: string, value: Json, path: string): Case[] {
  const shape = model.shapes[shapeName];
  if (!shape) throw new Error(`botocore's model has no shape ${shapeName}`);
  if (shape.type === "structure") return wrongMembers(model, shape, value as { [name: string]: Json }, path);
  if (shape.type === "list" && Array.isArray(value)) {
    const item = shape.member?.shape ?? "";
    const [first = ""] = value;
    const around = (wrong: Json): Json => [wrong];
    const many = [11, 51].map((count) => ({
      what: `${path}: ${count} items`,
      input: Array.from({ length: count }, () => first),
      inQuery: true,
    }));
    return [...many, ...wrapped(valueCases(model, item, first, `${path}[0]`), around)];
  }
  if (shape.type === "map") {
    const [[key, item] = ["", ""]] = Object.entries(value as { [name: string]: Json });
    const around = (wrong: Json): Json => ({ [key]: wrong });
    const keys = ["", "a b", "__proto__", "x".repeat(257)].map((name) => ({
      what: `${path}: the name ${name.slice(0, 20)}`,
      input: Object.fromEntries([[name, item]]),
      inQuery: true,
    }));
    return [...keys, ...wrapped(valueCases(model, shape.value?.shape ?? "", item, `${path}.${key}`), around)];
  }
  return [];
}

function wrongMembers(model: Model, shape: Shape, value: { [name: string]: Json }, path: string): Case[] {
  return Object.entries(shape.members ?? {}).flatMap(([name, member]): Case[] => {
    const given = value[name];
    if (given === undefined) return [];
    const { [name]: _, ...others } = value;
    const missing: Case = { what: `${path}.${name}: missing`, input: others, inQuery: true };
    if (shape.required?.includes(name)) missing.expected = "an error";
    const around = (wrong: Json): Json => ({ ...value, [name]: wrong });
    return [missing, ...wrapped(valueCases(model, member.shape, given, `${path}.${name}`), around)];
  });
}

/** A value of the wrong type, one out of range, and what is wrong inside it. */
function valueCases(model: Model, shapeName: string, value: Json, path: string): Case[] {
  const type = model.shapes[shapeName]?.type ?? "";
  const shown = (wrong: Json) => `${path}: ${JSON.stringify(wrong).slice(0, 30)}`;
  const wrongType = (wrongTypes[type] ?? []).map((wrong): Case => {
    const inQuery = type === "integer" && (typeof wrong === "string" || typeof wrong === "number");
    return { what: shown(wrong), input: wrong, expected: "MalformedInput", inQuery };
  });
  const range = (outOfRange[type] ?? []).map(
    (wrong): Case => ({ what: shown(wrong), input: wrong, inQuery: typeof wrong !== "object" }),
  );
  return [...wrongType, ...range, ...wrongAt(model, shapeName, value, path)];
}

function wrapped(cases: Case[], around: (wrong: Json) => Json): Case[] {
  return cases.map((each) => ({ ...each, input: around(each.input) }));
}

/** The query protocol's names of lists and maps. [SQS API 2012-11-05] */
const lists = new Map([
  ["AttributeNames", "AttributeName"],
  ["MessageAttributeNames", "MessageAttributeName"],
  ["MessageSystemAttributeNames", "MessageSystemAttributeName"],
  ["AWSAccountIds", "AWSAccountId"],
  ["Actions", "ActionName"],
  ["TagKeys", "TagKey"],
]);
const maps = new Map([
  ["Attributes", ["Attribute", "Name"]],
  ["MessageAttributes", ["MessageAttribute", "Name"]],
  ["MessageSystemAttributes", ["MessageSystemAttribute", "Name"]],
  ["Tags", ["Tag", "Key"]],
  ["tags", ["Tag", "Key"]],
]);

/** `input` as the query protocol's parameters. */
export function queryParameters(action: string, input: Json): URLSearchParams {
  const parameters = new URLSearchParams({ Action: action, Version: "2012-11-05" });
  const write = (name: string, value: Json) => {
    if (typeof value === "object") writeMembers(`${name}.`, value);
    else parameters.append(name, String(value));
  };
  const writeMembers = (prefix: string, value: Json) => {
    for (const [member, item] of Object.entries(value ?? {})) {
      const [map, key] = maps.get(member) ?? [];
      const list = member === "Entries" ? `${action}RequestEntry` : lists.get(member);
      if (map !== undefined) {
        const entries = Object.entries((item ?? {}) as { [name: string]: Json });
        for (const [index, [name, inner]] of entries.entries()) {
          parameters.append(`${prefix}${map}.${index + 1}.${key}`, name);
          write(`${prefix}${map}.${index + 1}.Value`, inner);
        }
      } else if (list !== undefined && Array.isArray(item)) {
        for (const [index, inner] of item.entries()) write(`${prefix}${list}.${index + 1}`, inner);
      } else {
        write(prefix + member, item);
      }
    }
  };
  writeMembers("", input);
  return parameters;
}
