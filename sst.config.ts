/// <reference path="./.sst/platform/config.d.ts" />
// The app on AWS: what becomes of a stage that is removed, in which region it is, and where its resources are declared.
export default $config({
  async app(input) {
    const { app } = await import("./core/app.ts");
    const { isProduction, readStageOptions } = await import("./stacks/stage-options.ts");
    const production = isProduction(input?.stage);
    return {
      name: app.name,
      // The stack's tests evaluate this version's components; another one may make other resources.
      version: "4.17.1",
      home: "aws",
      // Without it a shell's own AWS_REGION would choose, and make a second, empty stage of the same name elsewhere.
      providers: { aws: { region: readStageOptions().region } },
      removal: production ? "retain" : "remove",
      protect: production,
    };
  },
  async run() {
    const { createStack } = await import("./stacks/index.ts");
    return createStack();
  },
});
