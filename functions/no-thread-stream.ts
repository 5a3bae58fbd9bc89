// Stands in the bundles for the package `thread-stream`, with which pino runs transports in threads: a function has none.

export default class NoThreadStream {
  /** @throws Error always: a transport's lines would be lost when the environment is frozen. */
  constructor() {
    throw new Error("pino transports are not bundled into functions; log to standard output");
  }
}
