// Puts a function around every method of a store or a queue: for faults.

/** One call of a method, before it is made. */
export type Call = { method: string; args: unknown[] };
type Make = () => Promise<unknown>;

/** The same object, each of whose methods is called by `around`, which may refuse, wait, or lose the answer. */
export function aroundCalls<Target extends object>(
  target: Target,
  around: (call: Call, make: Make) => Promise<unknown>,
  /** Methods that are left as they are. */
  untouched: readonly string[] = ["close"],
): Target {
  return new Proxy(target, {
    get(of, name, receiver) {
      const value: unknown = Reflect.get(of, name, receiver);
      if (typeof value !== "function" || typeof name !== "string" || untouched.includes(name)) return value;
      return (...args: unknown[]) => around({ method: name, args }, async () => await value.apply(of, args));
    },
  });
}
