// The health check of docker-compose.yml: LocalStack is ready once its hook has succeeded, not when it has ended.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const compose = readFileSync(path.resolve(import.meta.dirname, "../../docker-compose.yml"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "compose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The folded lines of the check, as YAML joins them. */
const check = (/- CMD-SHELL\n\s+- >-\n((?: {10}.+\n)+)/.exec(compose)?.[1] ?? "")
  .split("\n")
  .map((line) => line.trim())
  .join(" ");

/** Runs the check with LocalStack's answer in the place of curl's. */
function statusOf(answer: string | undefined): number | null {
  const curl = path.join(folder, "curl");
  writeFileSync(
    curl,
    answer === undefined ? "#!/bin/sh\nexit 22\n" : `#!/bin/sh\ncat <<'JSON'\n${answer}\nJSON\n`,
  );
  chmodSync(curl, 0o755);
  return spawnSync("/bin/sh", ["-c", check], { env: { PATH: `${folder}:/usr/bin:/bin` } }).status;
}
const answerOf = (state: string, completed = true) =>
  JSON.stringify({ completed, scripts: [{ stage: "READY", name: "10-briefings.sh", state }] });

describe.skipIf(process.platform === "win32")("LocalStack's health check", () => {
  it("mounts its hook under the name that the check asks for", () => {
    expect(compose).toContain(":/etc/localstack/init/ready.d/10-briefings.sh:ro");
    expect(check).toContain("/_localstack/init/ready");
  });

  it("passes once the hook has succeeded, however its answer is spaced", () => {
    expect(statusOf(answerOf("SUCCESSFUL"))).toBe(0);
    expect(statusOf(JSON.stringify(JSON.parse(answerOf("SUCCESSFUL")), undefined, 2))).toBe(0);
  });

  it.each([
    ["the hook failed", answerOf("ERROR")],
    ["it still runs", answerOf("RUNNING", false)],
    ["there is no hook", JSON.stringify({ completed: true, scripts: [] })],
    ["another hook succeeded", answerOf("SUCCESSFUL").replace("10-", "20-")],
    ["nothing answers", undefined],
  ])("does not pass when %s", (_, answer) => {
    expect(statusOf(answer)).not.toBe(0);
  });
});
