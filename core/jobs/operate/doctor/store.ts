// Checks on the job store: that it answers, that its table is as the code expects, and that its records can be read.
import type { Backend } from "../../backend.ts";
import { StoreError } from "../../errors.ts";
import type { TableDefinition, TableFacts } from "./facts.ts";
import { type About, about, type Finding, reasonOf } from "./finding.ts";

const WHERE = "the job store";
/** Of the newest: a newer release has written last. */
const RECORDS_READ = 20;
/** Of a message that names every field which does not fit. */
const LONGEST = 200;

export async function checkStore(backend: Backend): Promise<Finding[]> {
  const store = about("store", WHERE);
  try {
    await backend.store.ping();
  } catch (error) {
    const newer = error instanceof StoreError && error.code === "store-newer";
    const remedy = newer
      ? "update this checkout"
      : "look at what the message names: the table, the file, the credentials";
    return [store.fault(reasonOf(error), remedy)];
  }
  return [store.ok("it answers"), await checkRecords(backend)];
}

/** Reads the newest jobs as a list and a consumer would. */
async function checkRecords({ store }: Backend): Promise<Finding> {
  const records = about("records", WHERE);
  const remedy = "a newer release wrote it: update this checkout, or deploy the newer release again";
  try {
    const { items } = await store.list({ order: "newest", limit: RECORDS_READ });
    const read = items.map(({ id }) =>
      store.get(id).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    );
    const [first, ...others] = (await Promise.all(read)).filter((outcome) => outcome !== undefined);
    if (first === undefined) return records.ok(`the newest ${items.length} can be read`);
    const count = `${1 + others.length} of the newest ${items.length}`;
    return records.fault(`${count} cannot be read by this release: ${shortly(first.error)}`, remedy);
  } catch (error) {
    return records.unknown(reasonOf(error), "mend the store, then ask again");
  }
}

function shortly(error: unknown): string {
  const text = reasonOf(error).replace(/\s+/g, " ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

export function checkTable(table: TableFacts, wanted: TableDefinition): Finding[] {
  const where = `table ${table.name}`;
  const active = about("table", where);
  const expiry = about("table-expiry", where);
  return [
    table.status === "ACTIVE" || table.status === "UPDATING"
      ? active.ok(`it is ${table.status.toLowerCase()}`)
      : active.fault(
          `it is ${table.status}`,
          "wait until it is active, or deploy again (stacks/jobs-table.ts)",
        ),
    checkIndex(table, wanted, about("table-index", where)),
    table.ttlAttribute === wanted.ttlAttribute
      ? expiry.ok(`items expire by ${table.ttlAttribute}`)
      : expiry.warning(
          `items expire by ${table.ttlAttribute ?? "nothing"}, and the code writes ${wanted.ttlAttribute}: ended jobs stay for ever, and cost`,
          `switch expiry on for ${wanted.ttlAttribute} (UpdateTimeToLive), or deploy again`,
        ),
  ];
}

function checkIndex(table: TableFacts, { index, projected }: TableDefinition, finding: About): Finding {
  const found = table.indexes.find(({ name }) => name === index.name);
  const remedy =
    "deploy again (stacks/jobs-table.ts); the index is deleted and made anew, and lists fail until it is filled";
  if (found === undefined) {
    return finding.fault(`the index ${index.name} is missing: lists, recover and schedules fail`, remedy);
  }
  if (found.hashKey !== index.hashKey || found.rangeKey !== index.rangeKey) {
    return finding.fault(
      `the index ${index.name} is by ${found.hashKey} and ${found.rangeKey}, and the code asks by ${index.hashKey} and ${index.rangeKey}`,
      remedy,
    );
  }
  const missing = projected.filter((name) => !found.projected.includes(name));
  if (missing.length > 0) {
    return finding.fault(`the index ${index.name} lacks ${missing.join(", ")}: lists are wrong`, remedy);
  }
  if (found.status !== "ACTIVE" && found.status !== "UPDATING") {
    return finding.fault(`the index ${index.name} is ${found.status}`, "wait until it is active");
  }
  return finding.ok(`the index ${index.name} is as the code expects`);
}
