// Runs the message move tasks of an engine, each step when its time has come.
import type { Clock, Timer } from "../clock.ts";
import type { Engine, MoveTask } from "./engine/model.ts";
import { stepMoveTask } from "./engine/move-tasks.ts";

export class MoveTaskRunner {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #afterStep: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #running = new Map<MoveTask, Timer>();

  constructor(engine: Engine, clock: Clock, afterStep: () => void, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#clock = clock;
    this.#afterStep = afterStep;
    this.#onError = onError;
  }

  /** Takes up every task that should run and does not. */
  start(): void {
    for (const task of this.#engine.moveTasks) {
      if (task.status === "RUNNING" && !this.#running.has(task)) this.#schedule(task, 0);
    }
  }

  stop(): void {
    for (const timer of this.#running.values()) timer.cancel();
    this.#running.clear();
  }

  #schedule(task: MoveTask, delayMs: number): void {
    const step = () => {
      this.#running.delete(task);
      try {
        const nextMs = stepMoveTask(this.#engine, task, this.#clock.now());
        if (nextMs !== undefined) this.#schedule(task, nextMs);
      } catch (error) {
        this.#onError(error);
      }
      this.#afterStep();
    };
    this.#running.set(task, this.#clock.after(delayMs, step));
  }
}
