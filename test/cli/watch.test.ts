// `--watch`: frames that are drawn over each other in a real terminal, and where it is refused.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameText } from "../../cli/watch.ts";
import { startVerbsRuntime, type VerbsRuntime } from "../support/verbs-runtime.ts";

let world: VerbsRuntime;
beforeAll(async () => {
  world = await startVerbsRuntime();
});
afterAll(() => world.close());

describe("a frame", () => {
  const END = "\x1b[J\x1b[?2026l";

  it("is drawn in one update from the top, each line over the old one", () => {
    expect(frameText("one\ntwo\n", 10)).toBe(`\x1b[?2026h\x1b[Hone\x1b[K\ntwo\x1b[K${END}`);
  });

  it("says how much does not fit instead of scrolling", () => {
    expect(frameText("1\n2\n3\n4\n5", 3)).toContain("1\x1b[K\n2\x1b[K\n… 3 more lines\x1b[K");
    expect(frameText("1\n2\n3", 3)).not.toContain("more");
  });
});

describe("--watch", () => {
  it.each([
    [["list", "--watch", "--json"], /--watch draws for people/],
    [["list", "--watch"], /standard output is none/],
    [["list", "--watch", "0"], /--watch 0 must be seconds from 0.1 to 3600/],
    [["show", "--watch", "brf_1"], /--watch brf_1 must be seconds .*at the end of the line/],
  ])("%j is refused with what to do", async (args, says) => {
    const { code, stderr, stdout } = await world.run(...args);
    expect(code).toBe(2);
    expect(stderr + stdout).toMatch(says);
  });

  const hasTerminal = spawnSync("script", ["--version"]).status === 0;

  /** Runs it in a terminal, and presses Ctrl+C when this much has been drawn. */
  async function drawnUntil(isEnough: (drawn: string) => boolean, command: string, code = "") {
    // `script` starts it with $SHELL, and with /bin/sh where there is none: a shell that stays (dash does) would take the
    // Ctrl+C too, and say its own 130.
    const env = { ...process.env, TERM: "xterm-256color", CODE: code };
    const child = spawn("script", ["-qec", `exec "${process.execPath}" ${command}`, "/dev/null"], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let drawn = "";
    let isPressed = false;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      drawn += chunk;
      // As the terminal does at Ctrl+C.
      if (isPressed || !isEnough(drawn)) return;
      isPressed = true;
      child.stdin.write("\x03");
    });
    const [exitCode] = await once(child, "close");
    return { drawn, exitCode };
  }

  it.runIf(hasTerminal)("draws until Ctrl+C, gives the terminal back and leaves the last frame", async () => {
    const hasThreeFrames = (drawn: string) => drawn.split("\x1b[?2026h").length > 3;
    const command = `cli/main.ts list --watch 0.2 ${world.at().join(" ")}`;
    const { drawn, exitCode } = await drawnUntil(hasThreeFrames, command);
    expect(exitCode).toBe(0);
    expect(drawn).toContain("\x1b[?1049h");
    expect(drawn).toMatch(/every 0.2 s, \d{4}-.* UTC; Ctrl\+C ends/);
    const after = drawn.split("\x1b[?1049l").at(-1) ?? "";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the terminal
    expect(after.replace(/\x1b\[[\d;]*m/g, "")).toMatch(/^id +status +attempts +age +type +title/);
  });

  // As `list` does where its search goes on for long.
  const stoppedItself = `
    const { watched } = await import("./cli/watch.ts");
    const { print } = await import("./cli/print.ts");
    let frames = 0;
    await watched(async () => {
      print("frame " + ++frames);
      if (frames < 2) return;
      const stopped = new Promise((resolve) => process.once("SIGINT", resolve));
      process.stdout.write("waits");
      const going = setInterval(() => {}, 1000);
      await stopped;
      await new Promise(setImmediate);
      clearInterval(going);
      process.exitCode = 130;
    })({ watch: 0.1 }, {});`;

  it.runIf(hasTerminal)(
    "ends with 0 also when Ctrl+C came while a frame was made, and the verb saw it too",
    async () => {
      const { drawn, exitCode } = await drawnUntil(
        (sofar) => sofar.includes("waits"),
        '--input-type=module -e "$CODE"',
        stoppedItself,
      );
      expect(drawn.split("\x1b[?1049l").at(-1)).toBe("frame 1\r\n");
      expect(exitCode).toBe(0);
    },
  );
});
