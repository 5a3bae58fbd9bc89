// Stands in the bundles for packages with which pino runs transports in threads and writes files (`stacks/bundling.ts`): a
// function has neither, and logs by `core/log.ts` to standard output. CommonJS, because pino requires them, and asks of each
// destination whether it is an instance.

module.exports = class NotBundled {
  /** @throws Error always: a transport's lines would be lost when the environment is frozen. */
  constructor() {
    throw new Error("pino transports and files are not bundled into functions; log to standard output");
  }
};
