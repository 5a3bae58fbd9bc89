// How SST bundles the functions; the cold-start benchmark and the stack's tests bundle them the same way.

/**
 * Credentials of laptops, which the SDK imports only when a function's own are missing: never on Lambda, and under
 * `sst dev` they are found in node_modules. They are a quarter of the SDK.
 */
const NEVER_ON_LAMBDA = ["http", "ini", "login", "process", "sso", "web-identity"].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

export const bundling = {
  // SST's documentation calls it the default; the CLI of 4.17.1 does not minify unless it is told to.
  minify: true,
  // What a handler imports only when it needs it stays out of the file that a cold start reads.
  splitting: true,
  esbuild: { external: [...NEVER_ON_LAMBDA, "@smithy/credential-provider-imds"] },
};
