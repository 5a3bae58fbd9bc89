// A cache in memory, for tests: it keeps JSON text, as the others do, and passes their contract.
import type { Settings } from "../../settings.ts";
import type { Cache } from "../ports.ts";
import { itemJson } from "../record/item.ts";

export function createMemoryCache({ settings, now }: { settings: Settings; now(): number }): Cache {
  const values = new Map<string, { json: string; expiresAtSeconds: number }>();
  return {
    async get(key) {
      const value = values.get(key);
      return value && value.expiresAtSeconds > Math.floor(now() / 1000) ? JSON.parse(value.json) : undefined;
    },
    async put(key, value, expiresAtSeconds) {
      values.set(key, { json: itemJson(value, settings), expiresAtSeconds });
    },
  };
}
