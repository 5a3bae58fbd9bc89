// The embedded AWS in a process of its own, killed and started again; what it logs is kept as far as the account needs it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RuntimeProcessOptions } from "../../test/support/runtime-process.ts";
import { Journal } from "./journal.ts";

const SCRIPT = fileURLToPath(new URL("../../test/support/runtime-process.ts", import.meta.url));

export type Addresses = { apiUrl: string; sqsUrl: string; queueUrl: string };

export class Server {
  readonly #options: RuntimeProcessOptions;
  #child: ChildProcess | undefined;
  #addresses: Addresses | undefined;
  readonly #log: string | undefined;
  readonly journal = new Journal();

  /** @param log a file to which every line goes too */
  constructor(options: RuntimeProcessOptions, log?: string) {
    this.#options = options;
    this.#log = log;
  }

  /** At the same addresses each time. */
  async start(): Promise<Addresses> {
    const at = this.#addresses;
    const ports = at && { sqsPort: portOf(at.sqsUrl), apiPort: portOf(at.apiUrl) };
    const options: RuntimeProcessOptions = { ...this.#options, ...ports };
    const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    const listening = Promise.withResolvers<Addresses>();
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text);
      if (this.#log !== undefined) appendFileSync(this.#log, `${text}\n`);
      if (line.msg === "listening") listening.resolve(line);
      else this.journal.note(line);
    });
    child.once("exit", (code) => listening.reject(new Error(`the embedded AWS ended with code ${code}`)));
    this.#addresses = await listening.promise;
    return this.#addresses;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
    this.journal.killed();
  }
}

const portOf = (url: string): number => Number(new URL(url).port);
