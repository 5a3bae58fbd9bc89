// For what goes on without a record that cannot be read: whether the store is at fault, which is to be told once.
import type { Backend } from "../backend.ts";
import { StoreError } from "../errors.ts";

export type NotingUnread = {
  backend: Backend;
  /** What the store said of the first record that it did not give; not of a record that this release cannot read. */
  unread(): string | undefined;
};

/** The same backend, which remembers that the store was out of reach, or refused to be read. */
export function notingUnread(backend: Backend): NotingUnread {
  const { store } = backend;
  let said: string | undefined;
  const get: typeof store.get = (jobId) =>
    store.get(jobId).catch((error: unknown) => {
      if (error instanceof StoreError) said ??= error.message;
      throw error;
    });
  return { backend: { ...backend, store: { ...store, get } }, unread: () => said };
}
