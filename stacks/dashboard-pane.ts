// The pages of `briefings dashboard` as a pane of `sst dev`, for the stage that it deploys. Nothing of it is deployed.

/** Runs on the laptop, with the developer's own credentials. */
export function createPane(): void {
  new sst.x.DevCommand("Dashboard", {
    dev: {
      title: "Dashboard",
      command: `node cli/main.ts dashboard --stage ${$app.stage}`,
      autostart: true,
    },
  });
}
