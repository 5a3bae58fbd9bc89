// Dependencies point inward, as docs/architecture.md says: read from the imports of every source file.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

type Import = { file: string; to: string };

/** From more to less special: the first that a file's path begins with is its part. */
const parts = [
  "core/jobs/testing",
  "core/jobs",
  "core/briefings",
  "core/aws",
  "core",
  "functions",
  "local/sqs",
  "local/testing",
  "local",
  "worker",
  "cli",
  "dashboard",
  "bench",
  "packaging",
  "stacks",
  "examples",
] as const;
type Part = (typeof parts)[number];

/** What each part may import beside itself. */
const allowed: Record<Part, readonly (Part | `${string}.ts`)[]> = {
  // For tests, of an app too: beside the engine what it captures log lines and turns time with.
  "core/jobs/testing": [
    "core/jobs",
    "core/priorities.ts",
    "core/settings.ts",
    "core/clock.ts",
    "core/log.ts",
  ],
  "core/jobs": ["core/priorities.ts", "core/settings.ts"],
  "core/briefings": ["core/jobs", "core/mask-address.ts", "core/variables.ts"],
  "core/aws": [
    "core/jobs",
    "core/define-app.ts",
    "core/log-levels.ts",
    "core/priorities.ts",
    "core/mask-address.ts",
    "core/settings.ts",
    "core/variables.ts",
  ],
  // Of the adapters only the one that sends e-mails, which the registry hands to the domain; it is loaded late, with others.
  core: ["core/jobs", "core/briefings", "core/aws/ses-mailer.ts", "core/aws/late.ts"],
  functions: ["core", "core/jobs", "core/briefings", "core/aws"],
  // The SQS server stands by itself: it can be started, and given away, without the rest.
  "local/sqs": [
    "core/error-place.ts",
    "core/visible-text.ts",
    "local/clock.ts",
    "local/by-name.ts",
    "local/known-options.ts",
    "local/guard.ts",
    "local/port-option.ts",
    "local/until-stopped.ts",
  ],
  "local/testing": [
    "local",
    "local/sqs",
    "core/define-app.ts",
    "core/jobs",
    "core/priorities.ts",
    "core/settings.ts",
  ],
  local: [
    "local/sqs",
    "functions/backend.ts",
    "functions/http/routes.ts",
    "functions/received-message.ts",
    "core",
    "core/jobs",
    "core/aws",
  ],
  // The consumer as a process of its own: it runs in the execution environments of local/lambda, against any SQS.
  worker: ["local", "core", "core/jobs", "core/aws"],
  // Of the functions only the backend on AWS, which the edge builds, and what the API shows of a job; of the stack the region
  // that a stage is deployed to.
  cli: [
    "worker",
    "dashboard",
    "local",
    "local/sqs",
    "core",
    "core/jobs",
    "core/briefings",
    "core/aws",
    "functions/backend.ts",
    "functions/http/views.ts",
    "stacks/stage-options.ts",
    "functions/http/view-queues.ts",
    "examples",
  ],
  dashboard: [
    "local",
    "local/sqs",
    "core",
    "core/jobs",
    "core/briefings",
    "core/aws",
    "functions/backend.ts",
    "functions/http/views.ts",
  ],
  bench: [
    "local",
    "local/sqs",
    "local/testing",
    "core/jobs/testing",
    "functions",
    "core",
    "core/jobs",
    "core/briefings",
    "core/aws",
    "cli",
    "dashboard",
    "stacks",
    "examples",
  ],
  // The entries of what is given away: nothing of the briefings' domain is among it.
  packaging: [
    "core/jobs",
    "core/aws",
    "core/settings.ts",
    "functions/received-message.ts",
    "local",
    "local/sqs",
  ],
  // Of the functions only the table of routes, which is data alone.
  stacks: ["core", "core/jobs", "core/aws", "functions/http/routes.ts"],
  // The second app is built on the engine and the embedded AWS, as an app of one's own would be.
  examples: ["core/briefings", "core", "core/jobs", "core/jobs/testing", "local", "local/testing"],
};

const within = (folder: string, path: string) => path === folder || path.startsWith(`${folder}/`);
const partOf = (path: string): Part | undefined => parts.find((part) => within(part, path));

const files = parts
  .filter((part) => !part.includes("/") && existsSync(join(root, part)))
  .flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/")),
  )
  // A user's project, which the packages are installed in, follows its own rules.
  .filter((file) => !file.includes("node_modules") && !within("packaging/test/project", file));

const sourceOf = (file: string) => readFileSync(join(root, file), "utf8");

/** `import … from`, `export … from`, `import "…"` and `import("…")`; types too. */
const IMPORT = /(?:\bfrom|\bimport\s*\(|^import)\s*"([^"]+)"/gm;
const imports: Import[] = files.flatMap((file) =>
  [...sourceOf(file).matchAll(IMPORT)].map(([, to = ""]) => ({
    file,
    to: to.startsWith(".") ? posix.join(dirname(file), to) : to,
  })),
);
const own = imports.filter(({ to }) => partOf(to) !== undefined);
const shown = ({ file, to }: Import) => `${file} imports ${to}`;
const offending = (among: Import[], offends: (one: Import) => boolean) => among.filter(offends).map(shown);

describe("the imports of the project", () => {
  it("are found at all", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(own.map(shown)).toContain("core/jobs/run/consume.ts imports core/jobs/run/run-job.ts");
    expect(own.map(shown)).toContain("core/briefings/job.ts imports core/briefings/generate.ts");
  });

  it("lead to files that exist, by their whole name", () => {
    expect(offending(own, ({ to }) => !existsSync(join(root, to)))).toEqual([]);
  });

  it.each(parts)("of %s stay within what it may depend on", (part) => {
    const strays = offending(
      own.filter(({ file }) => partOf(file) === part),
      ({ to }) => partOf(to) !== part && !allowed[part].some((may) => may === to || may === partOf(to)),
    );
    expect(strays).toEqual([]);
  });

  it("of the job engine lead through its doors: the rooms behind them are its own", () => {
    const doors = [
      "index.ts",
      "engine.ts",
      "care/index.ts",
      "enqueue/index.ts",
      "operate/index.ts",
      "operate/inspector.ts",
      "testing/index.ts",
    ].map((door) => `core/jobs/${door}`);
    const outside = ({ file }: Import) => !within("core/jobs", file) && !within("bench", file);
    const past = ({ to }: Import) => within("core/jobs", to) && !doors.includes(to);
    expect(offending(imports, (one) => outside(one) && past(one))).toEqual([]);
  });

  it("of what runs in production do not lead into the jobs' test kits", () => {
    const kits = ["core/jobs/testing", "local/testing"];
    const inKit = (path: string) => kits.some((kit) => within(kit, path));
    const runs = ({ file }: Import) =>
      !inKit(file) && !["bench", "examples"].some((part) => within(part, file));
    expect(offending(imports.filter(runs), ({ to }) => inKit(to))).toEqual([]);
  });

  it("of what is shipped do not lead into the tests", () => {
    const shipped = ({ file }: Import) => !["bench", "examples"].some((part) => within(part, file));
    expect(offending(imports.filter(shipped), ({ to }) => within("test", to))).toEqual([]);
  });
});

describe("the table of routes", () => {
  it("imports nothing: the stack loads it at a deploy", () => {
    expect(offending(imports, ({ file }) => file === "functions/http/routes.ts")).toEqual([]);
  });
});

describe("AWS", () => {
  const aws = /^(@aws-sdk|@smithy|@aws-lambda|aws-)/;

  it("is not known to the engine and the domain", () => {
    const pure = ["core/jobs", "core/briefings"];
    expect(
      offending(imports, ({ file, to }) => pure.some((part) => within(part, file)) && aws.test(to)),
    ).toEqual([]);
  });

  it("sends no event into the core", () => {
    expect(offending(imports, ({ file, to }) => within("core", file) && to === "aws-lambda")).toEqual([]);
  });

  it("is reached from core/aws only, within the core and the functions", () => {
    const strays = offending(
      imports,
      ({ file, to }) =>
        (within("core", file) || within("functions", file)) &&
        !within("core/aws", file) &&
        to.startsWith("@aws-sdk"),
    );
    expect(strays).toEqual([]);
  });
});

describe("the generic part", () => {
  /** What belongs to this repository's own app. Everything else in the parts below would serve any other. */
  const ownFiles = ["core/app.ts", "core/registry.ts"];
  const domain = ["core/briefings", ...ownFiles];
  const parts = ["core", "local", "worker"];
  const generic = files.filter(
    (file) => parts.some((part) => within(part, file)) && !domain.some((own) => within(own, file)),
  );
  /** The command line is the app's: it knows the app by its definition, and its own verbs know the domain. */
  const domainVerbs = [
    "cli/briefing-options.ts",
    "cli/demo.ts",
    "cli/describe-deliveries.ts",
    "cli/schedule-add.ts",
    "cli/show.ts",
    "cli/source-file.ts",
    "cli/submit.ts",
  ];
  const verbs = files.filter((file) => within("cli", file) && !domainVerbs.includes(file));

  it("is most of the code", () => {
    expect(generic.length).toBeGreaterThan(100);
    expect(generic).toContain("core/define-app.ts");
    expect(verbs).toContain("cli/dev.ts");
  });

  it("imports neither the app nor its domain", () => {
    const own = ({ file, to }: Import) => generic.includes(file) && domain.some((part) => within(part, to));
    expect(offending(imports, own)).toEqual([]);
  });

  it("reaches the app, from the command line, by its definition only", () => {
    const past = ({ file, to }: Import) =>
      verbs.includes(file) && ["core/briefings", "core/registry.ts"].some((part) => within(part, to));
    expect(offending(imports, past)).toEqual([]);
  });

  it("does not even mention briefings", () => {
    const mentions = [...generic, ...verbs].flatMap((file) =>
      sourceOf(file)
        .split("\n")
        .flatMap((line, index) => (/briefing/i.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(mentions).toEqual([]);
  });
});

describe("process.env", () => {
  it("is read in one file for each owner, within the core and the functions: the engine and the domain", () => {
    const readers = files.filter(
      (file) =>
        (within("core", file) || within("functions", file)) &&
        /\bprocess\.env\b/.test(withoutComments(sourceOf(file))),
    );
    expect(readers).toEqual(["core/aws/env.ts", "core/briefings/env.ts"]);
  });
});

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
