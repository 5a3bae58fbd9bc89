// Writes init.sh beside it: node docker/localstack/write-init.ts
import { writeFileSync } from "node:fs";
import { app } from "../../core/app.ts";
import { settingsOf } from "../../core/define-app.ts";
import { initHook } from "../../local/localstack/init-hook.ts";

const options = { mode: 0o755 };
writeFileSync(new URL("./init.sh", import.meta.url), initHook(app, settingsOf(app)), options);
