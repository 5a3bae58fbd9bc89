// Group commit: gives answers once the changes that they acknowledge are committed.
import type { SqsError } from "./errors.ts";

/** Called after the commit, with the error where there was none. */
type Answer = (failure: SqsError | undefined) => void;

/**
 * All requests of one turn of the event loop share a transaction. It opens with the first write, and is committed when the
 * loop has read every socket that was ready; then their answers are written. Under load that is about ten requests a
 * commit, and twice the throughput of one commit each.
 */
export class GroupCommit {
  #urgent: Answer[] = [];
  #ready: Answer[] = [];
  #scheduled = false;
  readonly #commit: () => void;
  readonly #failed: (error: unknown) => SqsError;

  /** `failed` makes the error of every request whose changes could not be committed. */
  constructor(commit: () => void, failed: (error: unknown) => SqsError) {
    this.#commit = commit;
    this.#failed = failed;
  }

  /** Calls `answer` after the next commit. `urgent` answers, those of long polls, go first. */
  afterCommit(answer: Answer, urgent = false): void {
    (urgent ? this.#urgent : this.#ready).push(answer);
    this.schedule();
  }

  /** Commits at the end of this turn. Also called for changes without an answer. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    const answers = this.#urgent.concat(this.#ready);
    this.#urgent = [];
    this.#ready = [];
    let failure: SqsError | undefined;
    try {
      this.#commit();
    } catch (error) {
      failure = this.#failed(error);
    }
    for (const answer of answers) answer(failure);
  }
}
