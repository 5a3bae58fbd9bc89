// Tells the entries of feeds apart: by their guid where it identifies, else by their link, else by their title and date.
import { pageKey } from "./outlet.ts";

export type Identity = {
  /** The guid of RSS, the id of Atom and JSON Feed, as the feed writes it. */
  id?: string | undefined;
  /** Absolute, with its fragment. */
  url?: string | undefined;
  title: string;
  /** Stands for the date where there is none. */
  text: string;
  /** Milliseconds since the epoch. */
  publishedAt?: number | undefined;
};

/**
 * One key for each of a feed's entries; equal keys mean one entry, told twice. A guid that entries with other links and
 * other titles share identifies none of them, and neither does a link that entries with other titles share.
 */
export function entryKeys(entries: readonly Identity[]): string[] {
  const byId = groupBy(entries, ({ id }) => id);
  const isIdentifying = (id: string) => {
    const group = byId.get(id) ?? [];
    return !differ(group, linkOf) || !differ(group, ({ title }) => title);
  };
  const withoutId = entries.filter(({ id }) => id === undefined || !isIdentifying(id));
  const byLink = groupBy(withoutId, linkOf);
  return entries.map((entry) => {
    const link = linkOf(entry);
    if (entry.id !== undefined && isIdentifying(entry.id)) return `id ${entry.id}`;
    if (link !== undefined && !differ(byLink.get(link) ?? [], ({ title }) => title)) return `link ${link}`;
    return `title ${entry.title}\n${entry.publishedAt ?? entry.text}`;
  });
}

/**
 * For each entry of several feeds, the names under which another feed may tell it too: a guid that holds beyond its
 * feed, the link when no other entry of its feed has it, else title and date.
 */
export function sharedNames(entries: readonly Identity[], feedSite: string): string[][] {
  const keys = entryKeys(entries);
  const byLink = groupBy(entries, linkOf);
  return entries.map((entry, index) => {
    const key = keys[index] ?? "";
    const link = linkOf(entry);
    // A number or a word counts within its site only; an address, a tag or a URN counts everywhere.
    const own = key.startsWith("id ") && !key.includes(":") ? `${feedSite} ${key}` : key;
    const isAlone = link !== undefined && byLink.get(link)?.length === 1;
    return isAlone ? [own, `link ${link}`] : [own];
  });
}

function linkOf({ url }: Identity): string | undefined {
  return url === undefined ? undefined : pageKey(url);
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function differ<T>(values: readonly T[], of: (value: T) => string | undefined): boolean {
  return new Set(values.map(of)).size > 1;
}
