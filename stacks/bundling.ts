// How SST bundles the functions; the cold-start benchmark and the stack's tests bundle them the same way.

/**
 * Credentials of laptops, which the SDK imports only when a function's own are missing: never on Lambda, and under
 * `sst dev` they are found in node_modules. They are a quarter of the SDK.
 */
const NEVER_ON_LAMBDA = ["http", "ini", "login", "process", "sso", "web-identity"].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/**
 * Lambda's runtime brings every client of the SDK, for ES modules too ("Node.js 18.x runtime now available in AWS Lambda").
 * The one for e-mails is left to it: bundled, it would share parts of the SDK with the others, and esbuild would have each
 * function read 17 KB more at every cold start, whether it sends an e-mail or not.
 */
const FROM_THE_RUNTIME = ["@aws-sdk/client-sesv2"];

export const bundling = {
  // SST's documentation says that this is the default, but the CLI of 4.17.1 does not minify without it.
  minify: true,
  // Code that a handler imports dynamically gets a file of its own, which a cold start does not read.
  splitting: true,
  esbuild: {
    external: [...NEVER_ON_LAMBDA, "@smithy/credential-provider-imds", ...FROM_THE_RUNTIME],
    alias: {
      // pino's threads for transports and its file writer, which a function never uses: 20 KB that each cold start would read.
      "thread-stream": "./functions/not-bundled.cjs",
      "sonic-boom": "./functions/not-bundled.cjs",
      "on-exit-leak-free": "./functions/not-bundled.cjs",
      "mnemonist/lru-cache": "./functions/small-lru-cache.ts",
    },
  },
};
