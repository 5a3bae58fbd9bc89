// The packages as a user's project has them: packed, installed in an empty folder, and run by each kind of user.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Built, buildPackages } from "../build.ts";

const root = join(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "packages-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Without this repository's own binaries: the user's Node and npm, which may be Node 20. */
const PATH = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
const NODE_24 = process.execPath;

type Output = { code: number; stdout: string; stderr: string };

async function run(command: string, args: string[], cwd = project, more = {}): Promise<Output> {
  const { NODE_OPTIONS, VITEST, ...env } = process.env;
  const started = promisify(execFile)(command, args, {
    cwd,
    env: { ...env, PATH, npm_config_loglevel: "error", NO_COLOR: "1", ...more },
    maxBuffer: 64 * 1024 * 1024,
  });
  return await started.then(
    (output) => ({ code: 0, ...output }),
    (error: Output) => error,
  );
}
const succeeded = (output: Output) =>
  expect(output, `${output.stdout}\n${output.stderr}`).toMatchObject({ code: 0 });

/** What this project's own tests are run by, as a user would install it. */
const TOOLS = ["typescript", "vitest", "jest", "@types/node", "@aws-sdk/client-sqs", "pino", "zod"];

let built: Built[];
beforeAll(async () => {
  built = await buildPackages();
  cpSync(join(import.meta.dirname, "project"), project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "name": "my-project", "private": true }\n');
  const tarballs = built.map(({ tarball }) => tarball);
  const flags = ["--prefer-offline", "--no-audit", "--no-fund"];
  succeeded(await run("npm", ["install", ...flags, ...tarballs, ...TOOLS]));
}, 600_000);

describe("the packages", () => {
  it("have what npm shows of a package, and can be published with provenance", () => {
    for (const { folder } of built) {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      expect(manifest).toMatchObject({ license: "MIT", publishConfig: { provenance: true }, type: "module" });
      expect(manifest).not.toHaveProperty("private");
      expect(
        readdirSync(folder)
          .filter((name) => name !== "docs")
          .sort(),
      ).toEqual(["LICENSE", "README.md", "cjs", "lib", "package.json"]);
    }
  });

  it("bring none of the briefings' domain, and no tests", () => {
    for (const { folder } of built) {
      const files = readdirSync(folder, { recursive: true }).map(String);
      expect(
        files.filter((file) => /briefings|\.test\.|functions[/\\](?!received-message)/.test(file)),
      ).toEqual([]);
    }
  });

  it("are apart: the server brings nothing of the job engine", () => {
    const folder = built.find(({ name }) => name === "embedded-sqs")?.folder ?? "";
    const files = readdirSync(folder, { recursive: true }).map(String);
    expect(files.filter((file) => /core[/\\](jobs|aws|settings)/.test(file))).toEqual([]);
  });

  it("bring few packages along", () => {
    const names = (name: string) =>
      Object.keys(
        JSON.parse(readFileSync(join(project, "node_modules", name, "package.json"), "utf8")).dependencies,
      );
    expect(names("embedded-sqs").sort()).toEqual(["@types/aws-lambda", "commander", "zod"]);
    expect(names("lambda-sqs-jobs").sort()).toEqual([
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/client-sqs",
      "@smithy/signature-v4",
      "@types/aws-lambda",
      "croner",
      "pino",
      "zod",
    ]);
  });
});

describe("the command line", () => {
  it.each([[["embedded-sqs", "--help"]], [["embedded-sqs", "sqs", "--help"]]])("npx %j", async (args) => {
    const output = await run("npx", ["--no-install", ...args]);
    succeeded(output);
    expect(output.stdout).toContain("start an SQS server on this machine");
  });

  it("starts the server, which answers", async () => {
    const bin = join(project, "node_modules/.bin/embedded-sqs");
    const server = spawn(bin, ["--port", "0", "--memory"], { cwd: project, env: { PATH } });
    try {
      const [line] = await once(server.stdout, "data");
      const url = /http:\S+/.exec(String(line))?.[0];
      const health = await fetch(`${url}/_localstack/health`);
      expect(await health.json()).toMatchObject({ services: { sqs: "running" } });
    } finally {
      server.kill();
      await once(server, "exit");
    }
  });
});

describe("the server, a function and a job type of one's own", () => {
  it("from node:test, as an ES module and as CommonJS, with the Node of this machine", async () => {
    succeeded(await run("node", ["--test", "orders.node.test.mjs", "orders.node.test.cjs"]));
  });

  it("from node:test with Node 24", async () => {
    succeeded(await run(NODE_24, ["--test", "orders.node.test.mjs", "orders.node.test.cjs"]));
  });

  it("from Jest", async () => {
    succeeded(await run("node", ["node_modules/jest/bin/jest.js", "--testMatch", "**/*.jest.test.js"]));
  });

  it("from Vitest", async () => {
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "orders.vitest",
      "jobs.vitest",
      "jobs-kit.vitest",
      "--config",
      "none.config.ts",
    ];
    writeFileSync(join(project, "none.config.ts"), "export default {};\n");
    succeeded(await run(NODE_24, args));
  });
});

describe("other people's clients", () => {
  it("sqs-consumer, boto3 and the aws command work with the packed server", async () => {
    const manifest = JSON.parse(
      readFileSync(join(project, "node_modules/embedded-sqs/package.json"), "utf8"),
    );
    const server = join(project, "node_modules/embedded-sqs", manifest.bin["embedded-sqs"]);
    const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "test/local/sqs/clients.test.ts"];
    const output = await run(NODE_24, args, root, { SQS_SERVER: server });
    succeeded(output);
    expect(output.stdout).toMatch(/Tests\D+[2-4] passed/);
  });
});

describe("the image of docker/sqs", () => {
  const dockerfile = readFileSync(join(root, "docker/sqs/Dockerfile"), "utf8").replaceAll("\\\n", " ");
  const instruction = (name: string): string[] =>
    JSON.parse(new RegExp(`^${name}.*?(\\[.*\\])$`, "m").exec(dockerfile)?.[1] ?? "[]");

  it("copies into its build all that the build reads", async () => {
    const kept = readFileSync(join(root, "docker/sqs/Dockerfile.dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const context = join(project, "context");
    for (const name of kept) cpSync(join(root, name), join(context, name), { recursive: true });
    rmSync(join(context, "packaging/test"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(context, "node_modules"), "junction");
    const output = await run(NODE_24, ["packaging/build.ts"], context);
    succeeded(output);
    expect(readdirSync(join(context, "dist"))).toContain(built[0] && basename(built[0].tarball));
  });

  it("starts as its entry point says, admits its names, and passes its health check", async () => {
    const [command = "", ...args] = instruction("ENTRYPOINT");
    const data = join(project, "image.sqlite");
    const init = join(root, "docker/sqs/queues.json");
    const given = args.map((arg) => (arg.startsWith("/data/") ? data : arg));
    const bin = join(project, "node_modules/.bin", command);
    const server = spawn(NODE_24, [bin, ...given, "--port", "0", "--init", init], { env: { PATH } });
    try {
      const [line] = await once(server.stdout, "data");
      const port = /:(\d+) /.exec(String(line))?.[1] ?? "";
      for (const name of ["localstack", "sqs", "localhost"]) {
        const client = new SQSClient({
          endpoint: `http://127.0.0.1:${port}`,
          region: "us-east-1",
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
        });
        client.middlewareStack.add(
          (next) => (call) => {
            (call.request as { headers: Record<string, string> }).headers.host = `${name}:${port}`;
            return next(call);
          },
          { step: "build" },
        );
        const { QueueUrls } = await client.send(new ListQueuesCommand({}));
        expect(QueueUrls).toContain(`http://${name}:${port}/000000000000/orders`);
        client.destroy();
      }
      const check = instruction("HEALTHCHECK").map((part) => part.replace("4566", port));
      succeeded(await run(NODE_24, check.slice(1)));
      const unanswered = instruction("HEALTHCHECK").map((part) => part.replace("4566", "1"));
      expect(await run(NODE_24, unanswered.slice(1))).toMatchObject({ code: 1 });
    } finally {
      server.kill();
      await once(server, "exit");
    }
  });
});

describe("the README", () => {
  it("leads from npm i to a green test, in an empty folder", async () => {
    const folder = join(project, "from-the-readme");
    mkdirSync(folder);
    const readme = readFileSync(join(root, "packaging/embedded-sqs/README.md"), "utf8");
    const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text = ""]) => ({
      language,
      text,
    }));
    for (const { text } of blocks) {
      const [, file] = /^\/\/ (\S+)\n/.exec(text) ?? [];
      if (file) writeFileSync(join(folder, file), text);
    }
    const tarball = built.find(({ name }) => name === "embedded-sqs")?.tarball ?? "";
    const commands = blocks.filter(({ language }) => language === "sh").map(({ text }) => text);
    const follow = async (command: string, more = {}) => {
      const given = command
        .replace("npm i -D", "npm i -D --prefer-offline")
        .replace(/(?<= )embedded-sqs/, tarball);
      const output = await run("sh", ["-ec", given], folder, more);
      succeeded(output);
      return output.stdout;
    };
    const [install = "", nodeTest = "", installVitest = "", vitest = ""] = commands;
    await follow(install);
    expect(await follow(nodeTest)).toMatch(/pass 3\b/);
    // Node 20 runs no TypeScript.
    const node24 = { PATH: [dirname(NODE_24), PATH].join(delimiter) };
    await follow(installVitest, node24);
    expect(await follow(vitest, node24)).toMatch(/1 passed/);
    expect([install, nodeTest, installVitest, vitest].map((text) => text.trim().split("\n").length)).toEqual([
      2, 1, 1, 1,
    ]);
  });

  it("and the documents beside it have no link that leads nowhere", () => {
    for (const { folder } of built) {
      const documents = readdirSync(folder, { recursive: true })
        .map(String)
        .filter((file) => file.endsWith(".md"));
      for (const document of documents) {
        const text = readFileSync(join(folder, document), "utf8");
        const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
        for (const link of links) {
          expect(existsSync(join(folder, dirname(document), link)), `${document}: ${link}`).toBe(true);
        }
      }
    }
  });
});

describe("the types", () => {
  it("of the engine's README hold, and its test passes", async () => {
    const readme = readFileSync(join(root, "packaging/lambda-sqs-jobs/README.md"), "utf8");
    const [report = "", backend = "", reportTest = ""] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, text = ""]) => text,
    );
    writeFileSync(join(project, "report.ts"), report);
    writeFileSync(join(project, "backend.ts"), backend);
    writeFileSync(join(project, "report.test.ts"), reportTest);
    const flags = [
      "--noEmit",
      "--strict",
      "--target",
      "es2023",
      "--types",
      "node",
      "--allowImportingTsExtensions",
    ];
    const resolution = ["--module", "esnext", "--moduleResolution", "bundler"];
    const args = ["node_modules/typescript/bin/tsc", ...flags, ...resolution, "backend.ts", "report.test.ts"];
    succeeded(await run(NODE_24, args));
    const vitest = ["node_modules/vitest/vitest.mjs", "run", "report.test.ts", "--root", "."];
    succeeded(await run(NODE_24, vitest));
  });

  it.each([
    ["nodenext", ["--module", "nodenext", "types.mts", "types.cts"]],
    [
      "bundler",
      ["--module", "esnext", "--moduleResolution", "bundler", "jobs.ts", "consumer.ts", "orders.ts"],
    ],
  ])("are found with module resolution %s, and hold with every library checked", async (_name, args) => {
    const flags = [
      "--noEmit",
      "--strict",
      "--target",
      "es2023",
      "--skipLibCheck",
      "false",
      "--types",
      "node",
    ];
    succeeded(await run(NODE_24, ["node_modules/typescript/bin/tsc", ...flags, ...args]));
  });
});
