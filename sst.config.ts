/// <reference path="./.sst/platform/config.d.ts" />
// The app on AWS: what becomes of a stage that is removed, and where its resources are declared.
export default $config({
  app(input) {
    const production = input?.stage === "production";
    return {
      name: "briefings",
      // The stack's tests evaluate this version's components; another one may make other resources.
      version: "4.17.1",
      home: "aws",
      removal: production ? "retain" : "remove",
      protect: production,
    };
  },
  async run() {
    const { createStack } = await import("./stacks/index.ts");
    return createStack();
  },
});
