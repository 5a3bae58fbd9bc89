// An adapter that few environments ever use: its code is loaded by its first call, and not at a cold start.

/** @param open loads and builds it, once. Every method of `Port` returns a promise. */
export function openedLate<Port extends object>(open: () => Promise<Port>): Port {
  let opened: Promise<Port> | undefined;
  const call =
    (method: keyof Port) =>
    async (...given: unknown[]): Promise<unknown> => {
      opened ??= open();
      const port = await opened;
      // The cast is safe: a caller sees the methods of `Port` alone.
      return await (port[method] as (...given: unknown[]) => Promise<unknown>).apply(port, given);
    };
  return new Proxy({} as Port, {
    // Whoever awaits the adapter itself asks whether it is a promise.
    get: (_target, method) => (method === "then" ? undefined : call(method as keyof Port)),
  });
}
