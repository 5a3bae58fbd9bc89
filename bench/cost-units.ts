// Counts DynamoDB's units as AWS bills them, from the requests and answers that pass by.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { itemBytes } from "../core/aws/dynamo-limits.ts";
import { INDEX, KEY, PROJECTED } from "../core/aws/dynamo-table.ts";

export type Item = Record<string, AttributeValue>;
type Request = { Key?: Item; Item?: Item; ConsistentRead?: boolean };
type Answer = { Attributes?: Item; Item?: Item; Items?: Item[]; ScannedCount?: number };

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
/** An index entry costs these on top. [DynamoDB: item sizes] */
const INDEX_OVERHEAD_BYTES = 100;

export class UnitCounter {
  /** What the table holds, by key, as far as it was written here. */
  readonly #items = new Map<string, Item>();
  writeUnits = 0;
  indexWriteUnits = 0;
  readUnits = 0;
  /** Told of each write that was made. */
  onWrite?: ((before: Item | undefined, after: Item | undefined) => void) | undefined;

  count(operation: string, request: Request, answer: Answer, status: number): void {
    if (operation === "GetItem") this.#read([answer.Item ?? {}], request.ConsistentRead ? 1 : 0.5);
    else if (operation === "Query") this.#read(scanned(answer), 0.5);
    else this.#write(operation, request, answer, status);
  }

  #write(operation: string, request: Request, answer: Answer, status: number): void {
    const key = (request.Key ?? request.Item)?.[KEY]?.S ?? "";
    // Their answer does not tell how large the item is: they are billed apart (`cost-stats.ts`).
    if (key.startsWith("counts#")) return;
    const before = this.#items.get(key);
    if (status !== 200) {
      // A write that its condition refused is billed by what is there.
      this.writeUnits += units(before ? itemBytes(before) : 0, WRITE_UNIT_BYTES);
      return;
    }
    const after = operation === "DeleteItem" ? undefined : (request.Item ?? answer.Attributes);
    this.writeUnits += tableUnits(before, after);
    for (const { units } of indexUnits(before, after, ownKey)) this.indexWriteUnits += units;
    this.onWrite?.(before, after);
    if (after) this.#items.set(key, after);
    else this.#items.delete(key);
  }

  /** What is stored at the moment, without the index. */
  get storedBytes(): number {
    return [...this.#items.values()].reduce((sum, item) => sum + itemBytes(item), 0);
  }

  #read(items: Item[], factor: number): void {
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    this.readUnits += factor * units(bytes, READ_UNIT_BYTES);
  }
}

const units = (bytes: number, size: number): number => Math.max(1, Math.ceil(bytes / size));

/** A query pays for what a filter leaves out too. It is counted as if it were as large as what came. */
function scanned({ Items = [], ScannedCount = Items.length }: Answer): Item[] {
  const [first] = Items;
  return first ? [...Items, ...Array<Item>(ScannedCount - Items.length).fill(first)] : Items;
}

export const tableUnits = (before: Item | undefined, after: Item | undefined): number =>
  units(Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0), WRITE_UNIT_BYTES);

/** The key that an item has in the index; undefined for one that is in no list. */
export type IndexKey = (item: Item | undefined) => string | undefined;
export const ownKey: IndexKey = (item) => item?.[INDEX.rangeKey] && item[INDEX.hashKey]?.S;

/** A new key is a deletion and a creation; the same key with other attributes is one write; no change is none. */
export function indexUnits(
  before: Item | undefined,
  after: Item | undefined,
  keyOf: IndexKey,
): { key: string; units: number }[] {
  const [old, entry] = [indexEntry(before), indexEntry(after)];
  if (JSON.stringify(old) === JSON.stringify(entry)) return [];
  const [oldKey, key] = [keyOf(before), keyOf(after)];
  const cost = (item: Item | undefined) =>
    item ? units(itemBytes(item) + INDEX_OVERHEAD_BYTES, WRITE_UNIT_BYTES) : 0;
  const stays = oldKey === key && before?.[INDEX.rangeKey]?.S === after?.[INDEX.rangeKey]?.S;
  if (stays && key !== undefined) return [{ key, units: Math.max(cost(old), cost(entry)) }];
  return [
    { key: oldKey, units: cost(old) },
    { key, units: cost(entry) },
  ].flatMap((write) => (write.key === undefined ? [] : [{ ...write, key: write.key }]));
}

/** What of an item is in the index: nothing, for one that is in no list. */
function indexEntry(item: Item | undefined): Item | undefined {
  if (!item?.[INDEX.rangeKey] || !item[INDEX.hashKey]) return undefined;
  const names = [KEY, INDEX.hashKey, INDEX.rangeKey, ...PROJECTED];
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}
