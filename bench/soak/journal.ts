// What the log says that the account needs: which jobs succeeded, which are dead, what struck, and when the process was killed.

export type Logged = {
  /** How often "job succeeded" was logged, by job. */
  succeeded: Map<string, number>;
  /** How often "job dead" was logged, by job. */
  dead: Map<string, number>;
  /** By the id of the dead letter. `again`: logged once more, and whether a fault struck between the two lines. */
  poisoned: Map<string, { jobId: string; again: { explained: boolean }[] }>;
  /** By kind. */
  struck: Map<string, number>;
  kills: number;
  /** Errors that no fault explains: what the engine logs when it is at its wits' end. */
  unexpected: Map<string, number>;
};

type Line = Record<string, unknown>;

/** Faults behind which a dead letter may be logged again: the line was written, and the note that it was was not. */
const LOSES_NOTES = new Set(["store", "slow", "timeout", "crash", "vanish"]);

export class Journal {
  readonly logged: Logged = {
    succeeded: new Map(),
    dead: new Map(),
    poisoned: new Map(),
    struck: new Map(),
    kills: 0,
    unexpected: new Map(),
  };
  /** Dead letters whose note may have been lost since they were logged. */
  readonly #noteLost = new Set<string>();

  /** Jobs that have ended, as far as the log says. */
  get ended(): number {
    const { succeeded, dead } = this.logged;
    return succeeded.size + dead.size;
  }

  note(line: Line): void {
    const { msg, jobId = "" } = line;
    const { succeeded, dead, struck } = this.logged;
    if (msg === "job succeeded") count(succeeded, String(jobId));
    else if (msg === "job dead") count(dead, String(jobId));
    else if (msg === "message poisoned") this.#poisoned(String(line.messageId), String(jobId));
    else if (typeof msg === "string" && msg.startsWith("chaos: ") && "fault" in line) {
      count(struck, String(line.fault));
      this.#fault(line);
    } else if (line.level === "fatal" || msg === "hook failed") count(this.logged.unexpected, String(msg));
  }

  killed(): void {
    this.logged.kills++;
    for (const messageId of this.logged.poisoned.keys()) this.#noteLost.add(messageId);
  }

  #poisoned(messageId: string, jobId: string): void {
    const known = this.logged.poisoned.get(messageId);
    if (known) known.again.push({ explained: this.#noteLost.delete(messageId) });
    else this.logged.poisoned.set(messageId, { jobId, again: [] });
  }

  /** A fault of the inspector itself, or of the note of this job's dead letter. */
  #fault({ fault, of, call, jobId }: Line): void {
    if (of !== "deadLetters" || !LOSES_NOTES.has(String(fault))) return;
    const ofOne = call === "store.putDeadLetter";
    if (call !== undefined && !ofOne) return;
    for (const [messageId, letter] of this.logged.poisoned) {
      if (!ofOne || letter.jobId === jobId) this.#noteLost.add(messageId);
    }
  }
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
