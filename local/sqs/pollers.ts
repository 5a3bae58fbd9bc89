// Long polls: keeps the receives that wait for each queue, in order, and answers them.

import type { Clock, Timer } from "../clock.ts";
import type { LongPoll, Output } from "./actions/call.ts";
import type { Queue } from "./engine/model.ts";
import { nextDue } from "./engine/visibility.ts";
import { internalFailure, SqsError } from "./errors.ts";

type Waiting = { poll: LongPoll; answer: (output: Output | SqsError) => void; timeout: Timer };
type QueuePolls = { waiting: Set<Waiting>; wakeAt: number; timer: Timer | undefined };

export class Pollers {
  readonly #clock: Clock;
  readonly #byQueue = new Map<Queue, QueuePolls>();
  readonly #noticed = new Set<Queue>();
  readonly #isAlive: (queue: Queue) => boolean;
  readonly #onError: (error: unknown) => void;

  /** `onError` gets unexpected errors: timers call this class, and nothing else would catch them. */
  constructor(clock: Clock, isAlive: (queue: Queue) => boolean, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#isAlive = isAlive;
    this.#onError = onError;
  }

  /** Lets the poll wait. `answer` is called once, unless the returned function withdraws the poll before. */
  wait(poll: LongPoll, answer: (output: Output | SqsError) => void): () => void {
    const polls = this.#byQueue.get(poll.queue) ?? {
      waiting: new Set<Waiting>(),
      wakeAt: Number.POSITIVE_INFINITY,
      timer: undefined,
    };
    this.#byQueue.set(poll.queue, polls);
    const timeout = this.#clock.after(poll.waitMs, () => {
      // A message that becomes visible at this very moment is still delivered to this poll.
      const output = this.#attempt(poll) ?? {};
      this.#remove(waiting);
      answer(output);
    });
    const waiting: Waiting = { poll, answer, timeout };
    polls.waiting.add(waiting);
    this.#arm(poll.queue, polls);
    return () => this.#remove(waiting);
  }

  /** Remembers that `queue` may have a message to deliver. The engine calls this for every message, so it is cheap. */
  notice(queue: Queue): void {
    if (this.#byQueue.has(queue)) this.#noticed.add(queue);
  }

  /** Delivers to the polls that have waited longest. Called after each action, when the engine's state is consistent. */
  serve(): void {
    for (const queue of this.#noticed) {
      // Deleted before it is served: a queue that is noticed meanwhile is served again.
      this.#noticed.delete(queue);
      const polls = this.#byQueue.get(queue);
      if (polls) this.#serveQueue(queue, polls);
    }
  }

  /** Answers every poll with no messages, as when its wait is over. */
  endAll(): void {
    for (const { waiting } of this.#byQueue.values()) {
      for (const each of [...waiting]) {
        this.#remove(each);
        each.answer({});
      }
    }
  }

  #serveQueue(queue: Queue, polls: QueuePolls): void {
    for (const waiting of polls.waiting) {
      const output = this.#attempt(waiting.poll);
      if (!output) break;
      this.#remove(waiting);
      waiting.answer(output);
    }
    if (polls.waiting.size > 0) this.#arm(queue, polls);
  }

  /** Each queue has one timer, for its next message whose delay or visibility timeout ends. */
  #arm(queue: Queue, polls: QueuePolls): void {
    const due = nextDue(queue);
    if (due >= polls.wakeAt) return;
    polls.timer?.cancel();
    polls.wakeAt = due;
    polls.timer = this.#clock.after(due - this.#clock.now(), () => {
      polls.wakeAt = Number.POSITIVE_INFINITY;
      this.#serveQueue(queue, polls);
      this.serve();
    });
  }

  #remove(waiting: Waiting): void {
    waiting.timeout.cancel();
    const { queue } = waiting.poll;
    const polls = this.#byQueue.get(queue);
    if (!polls?.waiting.delete(waiting) || polls.waiting.size > 0) return;
    polls.timer?.cancel();
    this.#byQueue.delete(queue);
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
