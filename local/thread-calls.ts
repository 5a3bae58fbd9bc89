// Calls between threads: methods of objects in one thread, called from another over a MessagePort.
import type { MessagePort } from "node:worker_threads";

type Request =
  | { id: number; object: string; method: string; args: unknown[]; mayAbort: boolean }
  /** The signal of a call under way has fired. */
  | { id: number; aborted: true };
type Answer = { id: number; result: unknown } | { id: number; error: SentError };
/** A thread gets an error without its class, and without fields of its own: so both are sent beside it. */
type SentError = { className: string; error: unknown; fields: Record<string, unknown> };

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: the arguments of a constructor that is never called
type ErrorClass = new (...args: any[]) => Error;

/**
 * Lets the other end call the methods of these objects, by the objects' names. Arguments and results are copied, as
 * structured clones.
 */
export function answerCalls(port: MessagePort, objects: object): void {
  const controllers = new Map<number, AbortController>();
  const send = inBatches<Answer>(port, ({ id }, error) => send({ id, error: toSent(error) }));
  async function answer(request: Request): Promise<void> {
    const { id } = request;
    if ("aborted" in request) {
      controllers.get(id)?.abort();
      return;
    }
    const { object, method, args } = request;
    if (request.mayAbort) {
      const controller = new AbortController();
      controllers.set(id, controller);
      args.push(controller.signal);
    }
    try {
      const target = (objects as Record<string, Methods>)[object];
      if (!target?.[method]) throw new TypeError(`${object} has no method ${method} in this thread`);
      const result = await target[method](...args);
      send({ id, result });
    } catch (error) {
      send({ id, error: toSent(error) });
    } finally {
      controllers.delete(id);
    }
  }
  port.on("message", (requests: Request[]) => {
    for (const request of requests) void answer(request);
  });
  // A channel alone does not keep the process alive.
  port.unref();
}

/**
 * The last argument of a call may be an AbortSignal: it fires at the other end too, and the call is given up here.
 * @param classes of errors that callers tell apart; any other error arrives as an `Error` by its own name
 * @returns makes a stand-in for an object of the other end, by its name there
 */
export function callsOver(port: MessagePort, classes: readonly ErrorClass[]): <T>(object: string) => T {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
  let nextId = 1;
  const send = inBatches<Request>(port, ({ id }, error) => {
    waiting.get(id)?.reject(error);
    waiting.delete(id);
  });
  port.on("message", (answers: Answer[]) => {
    for (const answer of answers) {
      const caller = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("error" in answer) caller?.reject(fromSent(answer.error, classes));
      else caller?.resolve(answer.result);
    }
  });

  function call(
    object: string,
    method: string,
    args: unknown[],
    mayAbort = false,
  ): [number, Promise<unknown>] {
    const id = nextId++;
    send({ id, object, method, args, mayAbort });
    return [id, new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))];
  }

  async function abortable(object: string, method: string, args: unknown[], signal: AbortSignal) {
    signal.throwIfAborted();
    const [id, answer] = call(object, method, args, true);
    const giveUp = () => {
      send({ id, aborted: true });
      waiting.get(id)?.reject(signal.reason);
      waiting.delete(id);
    };
    signal.addEventListener("abort", giveUp);
    return await answer.finally(() => signal.removeEventListener("abort", giveUp));
  }

  function method(object: string, name: string) {
    return async (...args: unknown[]): Promise<unknown> => {
      const last = args.at(-1);
      if (last instanceof AbortSignal) return await abortable(object, name, args.slice(0, -1), last);
      return await call(object, name, args)[1];
    };
  }

  return <T>(object: string): T =>
    new Proxy({} as object, {
      // An object with a method `then` would be taken for a promise.
      get: (_, name) => (typeof name === "string" && name !== "then" ? method(object, name) : undefined),
    }) as T;
}

/**
 * What is sent in one go, such as the answers after a commit, is one message: each message may wake the other thread,
 * which costs more than what it says.
 * @param refused gets a message that cannot be copied
 */
function inBatches<Message>(
  port: MessagePort,
  refused: (message: Message, error: unknown) => void,
): (message: Message) => void {
  let batch: Message[] = [];
  const post = (messages: Message[]) => {
    try {
      port.postMessage(messages);
    } catch (error) {
      const [message] = messages;
      if (messages.length > 1) for (const each of messages) post([each]);
      else if (message !== undefined) refused(message, error);
    }
  };
  return (message) => {
    batch.push(message);
    if (batch.length > 1) return;
    queueMicrotask(() => {
      const messages = batch;
      batch = [];
      post(messages);
    });
  };
}

function toSent(error: unknown): SentError {
  if (!(error instanceof Error)) return { className: "", error: String(error), fields: {} };
  const fields = Object.entries({ ...error, name: error.name }).filter(
    // What cannot be copied is left out: nobody at the other end needs it.
    ([, value]) => typeof value !== "function",
  );
  const cause = error.cause instanceof Error ? { cause: plainError(error.cause) } : {};
  const sent = Object.assign(new Error(error.message, cause), { stack: error.stack });
  return { className: error.constructor.name, error: sent, fields: Object.fromEntries(fields) };
}

const plainError = ({ message, stack }: Error): Error => Object.assign(new Error(message), { stack });

function fromSent({ className, error, fields }: SentError, classes: readonly ErrorClass[]): unknown {
  if (!(error instanceof Error)) return new Error(String(error));
  const known = classes.find(({ name }) => name === className);
  return Object.assign(known ? Object.setPrototypeOf(error, known.prototype) : error, fields);
}
