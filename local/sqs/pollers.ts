// Receives that wait: who is waiting for which queue, in order, and when to look again.

import type { Clock, Timer } from "../clock.ts";
import type { LongPoll, Output } from "./actions/call.ts";
import type { Queue } from "./engine/model.ts";
import { nextDue } from "./engine/visibility.ts";
import { internalFailure, SqsError } from "./errors.ts";

type Waiting = { poll: LongPoll; answer: (output: Output | SqsError) => void; timeout: Timer };
type Line = { waiting: Set<Waiting>; wakeAt: number; timer: Timer | undefined };

export class Pollers {
  readonly #clock: Clock;
  readonly #lines = new Map<Queue, Line>();
  readonly #noticed = new Set<Queue>();
  readonly #isAlive: (queue: Queue) => boolean;
  readonly #onError: (error: unknown) => void;

  /** `onError` is told what should never happen: this runs in timers, where nobody else would catch it. */
  constructor(clock: Clock, isAlive: (queue: Queue) => boolean, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#isAlive = isAlive;
    this.#onError = onError;
  }

  /** Lets the poll wait; `answer` is called once, unless the returned function takes the poll back before. */
  wait(poll: LongPoll, answer: (output: Output | SqsError) => void): () => void {
    const line = this.#lines.get(poll.queue) ?? {
      waiting: new Set<Waiting>(),
      wakeAt: Number.POSITIVE_INFINITY,
      timer: undefined,
    };
    this.#lines.set(poll.queue, line);
    const timeout = this.#clock.after(poll.waitMs, () => {
      // What became due at this very moment is still for this poll.
      const output = this.#attempt(poll) ?? {};
      this.#remove(waiting);
      answer(output);
    });
    const waiting: Waiting = { poll, answer, timeout };
    line.waiting.add(waiting);
    this.#arm(poll.queue, line);
    return () => this.#remove(waiting);
  }

  /** Remembers that `queue` may have something; cheap, since the engine calls it for every message. */
  notice(queue: Queue): void {
    if (this.#lines.has(queue)) this.#noticed.add(queue);
  }

  /** Gives what there is to those who wait longest. Called after each action, when the engine is at rest. */
  serve(): void {
    for (const queue of this.#noticed) {
      // First, so that a queue noticed again while it is served gets another turn.
      this.#noticed.delete(queue);
      const line = this.#lines.get(queue);
      if (line) this.#serveLine(queue, line);
    }
  }

  /** Answers everybody with nothing, as a receive whose time is up. */
  endAll(): void {
    for (const { waiting } of this.#lines.values()) {
      for (const each of [...waiting]) {
        this.#remove(each);
        each.answer({});
      }
    }
  }

  #serveLine(queue: Queue, line: Line): void {
    for (const waiting of line.waiting) {
      const output = this.#attempt(waiting.poll);
      if (!output) break;
      this.#remove(waiting);
      waiting.answer(output);
    }
    if (line.waiting.size > 0) this.#arm(queue, line);
  }

  /** One timer a queue, for the next message whose delay or visibility timeout runs out. */
  #arm(queue: Queue, line: Line): void {
    const due = nextDue(queue);
    if (due >= line.wakeAt) return;
    line.timer?.cancel();
    line.wakeAt = due;
    line.timer = this.#clock.after(due - this.#clock.now(), () => {
      line.wakeAt = Number.POSITIVE_INFINITY;
      this.#serveLine(queue, line);
      this.serve();
    });
  }

  #remove(waiting: Waiting): void {
    waiting.timeout.cancel();
    const { queue } = waiting.poll;
    const line = this.#lines.get(queue);
    if (!line?.waiting.delete(waiting) || line.waiting.size > 0) return;
    line.timer?.cancel();
    this.#lines.delete(queue);
  }

  #attempt(poll: LongPoll): Output | SqsError | undefined {
    if (!this.#isAlive(poll.queue)) {
      return new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
    }
    try {
      return poll.attempt(this.#clock.now());
    } catch (error) {
      if (error instanceof SqsError) return error;
      this.#onError(error);
      return internalFailure();
    }
  }
}
