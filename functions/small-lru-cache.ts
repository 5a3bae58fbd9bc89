// Stands in the bundles for the package `mnemonist/lru-cache`, of which DynamoDB's client uses five methods, for an endpoint discovery that is off.

/** A Map remembers the order in which its keys were set: the first is the one that was not used for the longest time. */
export default class SmallLruCache<Key, Value> {
  readonly #capacity: number;
  readonly #values = new Map<Key, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  /** Without counting as a use. */
  peek(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#capacity) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }

  clear(): void {
    this.#values.clear();
  }
}
