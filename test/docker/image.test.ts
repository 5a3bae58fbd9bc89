// The image of docker/Dockerfile, laid out as its COPY lines say and with the packages of `npm ci --omit=dev`: each verb starts.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";

const root = path.resolve(import.meta.dirname, "../..");
const image = mkdtempSync(path.join(tmpdir(), "image-"));
const read = (name: string) => readFileSync(path.join(root, name), "utf8");

const copied = [...read("docker/Dockerfile").matchAll(/^COPY (.+) (\S+)$/gm)].flatMap(
  ([, from = "", to = ""]) =>
    from
      .split(" ")
      .map((source) => ({ source, to: to.endsWith("/") ? path.join(to, path.basename(source)) : to })),
);
const Lock = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), link: z.boolean().optional() })),
});

beforeAll(() => {
  for (const { source, to } of copied) {
    cpSync(path.join(root, source), path.join(image, to), { recursive: true });
  }
  // What npm would install without the development dependencies; those below others come with them.
  const { packages } = Lock.parse(JSON.parse(read("package-lock.json")));
  for (const [name, { dev, link }] of Object.entries(packages)) {
    if (dev || link || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(name)) continue;
    mkdirSync(path.dirname(path.join(image, name)), { recursive: true });
    symlinkSync(path.join(root, name), path.join(image, name), "junction");
  }
});
afterAll(() => rmSync(image, { recursive: true, force: true }));

/** As the image's entry point does. */
async function run(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const started = promisify(execFile)(process.execPath, ["cli/main.ts", ...args], {
    cwd: image,
    env: { PATH: process.env.PATH, HOME: image, NODE_ENV: "production" },
  });
  return await started.then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("the image", () => {
  it("lets through its .dockerignore what it copies", () => {
    const kept = read("docker/Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const isKept = (source: string) => kept.some((name) => name === source || source.startsWith(`${name}/`));
    expect(
      copied
        .map(({ source }) => source)
        .filter((source) => source !== "stacks/sst-cli/package.json" && !isKept(source)),
    ).toEqual([]);
    expect(kept).toContain("stacks/sst-cli/package.json");
  });

  it("says with --help which verbs there are", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    for (const verb of ["worker", "demo", "list", "redrive"]) expect(stdout).toContain(`  ${verb}`);
  });

  it("says without a verb which there are, as a wrong command line", async () => {
    const { code, stderr } = await run([]);
    expect(code).toBe(2);
    expect(stderr).toContain("  worker");
    expect(stderr).not.toContain("ERR_MODULE_NOT_FOUND");
  });

  it.each(["dev", "worker", "submit", "show", "list", "cancel", "dead", "redrive", "demo", "sqs"])(
    "starts the verb %s",
    async (verb) => {
      expect(await run([verb, "--help"])).toMatchObject({ code: 0, stdout: expect.stringContaining(verb) });
    },
  );

  it("runs the demo to its end", async () => {
    expect(await run(["demo"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("message poisoned"),
    });
  }, 60_000);
});
