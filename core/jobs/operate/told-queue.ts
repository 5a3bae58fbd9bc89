// The dead-letter queue as an operator asks it: what it refuses is told in its own words, and is no mistake of ours.
import type { Backend } from "../backend.ts";
import { VisibleError } from "../errors.ts";

/** The same backend, whose dead-letter queue rejects with VisibleError `queue-unavailable`: away, or a right is missing. */
export function withToldQueue(backend: Backend): Backend {
  const { deadLetters } = backend;
  return {
    ...backend,
    deadLetters: {
      peek: (...given) => told(deadLetters.peek(...given)),
      release: (...given) => told(deadLetters.release(...given)),
      delete: (...given) => told(deadLetters.delete(...given)),
      depth: () => told(deadLetters.depth()),
      redrive: () => told(deadLetters.redrive()),
      redrives: () => told(deadLetters.redrives()),
      cancelRedrive: () => told(deadLetters.cancelRedrive()),
    },
  };
}

const told = <Answer>(call: Promise<Answer>): Promise<Answer> =>
  call.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VisibleError("queue-unavailable", reason, {}, { cause: error });
  });
