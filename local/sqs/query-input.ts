// Turns parameters like `Attribute.1.Name=DelaySeconds` into the JSON protocol's input.
import { integerNames, listNames, listsByOwnName, mapsByQueryName } from "./query-names.ts";

/** The deepest parameter is `SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue`. */
const MAX_DEPTH = 8;

/** Parameter names split at their dots; a value is a leaf. */
type Tree = Map<string, Tree | string>;

export function queryInput(parameters: Iterable<[string, string]>): Record<string, unknown> {
  const root: Tree = new Map();
  for (const [name, value] of parameters) {
    const path = name.split(".", MAX_DEPTH + 1);
    if (path.length > MAX_DEPTH) continue;
    const last = path.pop() ?? "";
    let tree = root;
    for (const part of path) {
      let next = tree.get(part);
      if (!(next instanceof Map)) {
        next = new Map();
        tree.set(part, next);
      }
      tree = next;
    }
    tree.set(last, value);
  }
  return readStructure(root);
}

function readStructure(tree: Tree): Record<string, unknown> {
  const members: [string, unknown][] = [];
  for (const [name, value] of tree) {
    const list = listNames.get(name);
    const map = mapsByQueryName.get(name);
    if (list) {
      members.push([list, numbered(value).map(readValue)]);
    } else if (map) {
      const entries = Object.fromEntries(
        numbered(value)
          .filter((entry) => entry instanceof Map)
          .map((entry) => [String(entry.get(map.key) ?? ""), readValue(entry.get("Value") ?? "")]),
      );
      members.push([map.json, entries]);
      // CreateQueue calls the same parameter `tags`.
      if (map.json === "Tags") members.push(["tags", entries]);
    } else if (value === "" && listsByOwnName.has(name)) {
      members.push([name, []]);
    } else if (integerNames.has(name)) {
      members.push([name, readInteger(value)]);
    } else {
      members.push([name, readValue(value)]);
    }
  }
  return Object.fromEntries(members);
}

function readValue(value: Tree | string): unknown {
  return typeof value === "string" ? value : readStructure(value);
}

/** The items of `Name.1`, `Name.2`, … in their order. `Name` or `Name.Key` without a number is a list of one. */
function numbered(value: Tree | string): (Tree | string)[] {
  if (typeof value === "string") return [value];
  const items = [...value].filter(([index]) => /^\d+$/.test(index));
  if (items.length === 0) return [value];
  return items.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

/** Text that is not an integer stays text. The action's schema refuses it, as it does in the JSON protocol. */
function readInteger(value: Tree | string): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : readValue(value);
}
