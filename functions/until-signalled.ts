// Under `sst dev` a reload of the code ends the process that runs the consumer: its jobs then go back to the queue.
import type { FunctionSetup } from "./backend.ts";

type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Result>;

/** The part of `process` that this needs. */
export type Process = {
  once(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): void;
};

/**
 * The handler, whose running jobs are told of the first SIGINT or SIGTERM, and whose process ends when they have settled.
 * Lambda sends neither while a function runs.
 */
export function untilSignalled<Event, Context, Result>(
  setup: FunctionSetup,
  createHandler: (setup: FunctionSetup) => Handler<Event, Context, Result>,
  on: Process = process,
): Handler<Event, Context, Result> {
  const shutdown = new AbortController();
  const handler = createHandler({ ...setup, backend: { ...setup.backend, shutdown: shutdown.signal } });
  let running = 0;
  const exitWhenIdle = () => {
    if (shutdown.signal.aborted && running === 0) on.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    on.once(signal, () => {
      shutdown.abort();
      exitWhenIdle();
    });
  }
  return async (event, context) => {
    running++;
    try {
      return await handler(event, context);
    } finally {
      running--;
      // The process ends after the answer has been handed over.
      if (shutdown.signal.aborted) setImmediate(exitWhenIdle);
    }
  };
}
