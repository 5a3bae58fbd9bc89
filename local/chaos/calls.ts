// Faults of the calls that functions make: of SQS's actions and of the job store.
import { setTimeout as wait } from "node:timers/promises";
import { StoreError } from "../../core/jobs/index.ts";
import { isReadOfStore } from "../../core/jobs/operate/inspector.ts";
import { aroundCalls, type Call } from "../around-calls.ts";
import type { LocalServices } from "../services.ts";
import { refusalOf } from "../sqs/faults.ts";
import type { Perform } from "../sqs/in-process.ts";
import type { Chaos } from "./chaos.ts";
import { jobOf } from "./job-of.ts";
import type { About } from "./rules.ts";

const LONGEST_SLOW_MS = 1_000;
/** An empty receive takes a while: else whoever receives would ask without a pause. */
const LONGEST_EMPTY_MS = 1_000;

/** What the calls of one function belong to, beside what their arguments say. */
export type Caller = {
  /** `consumer`, `api`, … */
  functionName: string;
  /** The message that its environment works on, if it has one at a time. */
  working?(): { about: About; name: string } | undefined;
  /** Told of each call, before it is made and after: the environment may end there. */
  passing?(when: "before" | "after", call: string): Promise<void>;
};

/** The services as this caller has them. */
export function disturbServices(chaos: Chaos, services: LocalServices, caller: Caller): LocalServices {
  const { store, cache, sqs } = services;
  return {
    ...(store && {
      store: aroundCalls(store, (call, make) => storeCall(chaos, caller, "store", call, make)),
    }),
    ...(cache && {
      cache: aroundCalls(cache, (call, make) => storeCall(chaos, caller, "cache", call, make)),
    }),
    ...(sqs && { sqs: { perform: disturbPerform(chaos, caller, sqs.perform) } }),
  };
}

type Make = () => Promise<unknown>;

async function storeCall(chaos: Chaos, caller: Caller, of: string, { method, args }: Call, make: Make) {
  const call = `${of}.${method}`;
  const { about, name, fields } = identify(
    chaos,
    caller,
    call,
    aboutOfArguments(chaos, of, args),
    keyOf(args),
  );
  await slow(chaos, about, name, fields);
  await caller.passing?.("before", call);
  const refused = (what: string) => new StoreError("store-unavailable", `chaos: ${call}: ${what}`);
  if (chaos.strikes("store", about, name, fields)) throw refused("nothing was carried out");
  const result = await make();
  if (!isReadOfStore(method) && chaos.strikes("store-answer-lost", about, name, fields)) {
    throw refused("it was carried out, and its answer was lost");
  }
  await caller.passing?.("after", call);
  return result;
}

function disturbPerform(chaos: Chaos, caller: Caller, perform: Perform): Perform {
  return async (action, input, signal) => {
    const { about, name, fields } = identify(chaos, caller, action, aboutOfInput(input), keyOfInput(input));
    await slow(chaos, about, name, fields);
    await caller.passing?.("before", action);
    if (chaos.strikes("throttle", about, name, fields)) throw refusalOf("throttle");
    if (chaos.strikes("sqs-unavailable", about, name, fields)) throw refusalOf("server-error");
    if (action === "ReceiveMessage" && chaos.strikes("receive-empty", {}, name, fields)) {
      await wait(chaos.draw("receive-empty", name) * LONGEST_EMPTY_MS, undefined, { signal });
      return {};
    }
    const output = await (signal ? perform(action, input, signal) : perform(action, input));
    if (action.startsWith("SendMessage") && chaos.strikes("send-answer-lost", about, name, fields)) {
      throw refusalOf("server-error");
    }
    await caller.passing?.("after", action);
    return output;
  };
}

async function slow(chaos: Chaos, about: About, name: string, fields: object): Promise<void> {
  if (chaos.strikes("slow", about, name, fields)) await wait(chaos.draw("slow", name) * LONGEST_SLOW_MS);
}

/** Whose call it is, and a name for it that the same call has in another run with the same jobs. */
function identify(chaos: Chaos, caller: Caller, call: string, own: About, key: string) {
  const { functionName } = caller;
  const working = caller.working?.();
  const about = own.jobId === undefined ? (working?.about ?? own) : { ...working?.about, ...own };
  const name = chaos.numbered([functionName, working?.name ?? "", call, about.jobId ?? "", key].join(" "));
  return { about, name, fields: { of: functionName, call } };
}

/** A job record, or the id of one: the first argument of most methods of the store. */
function aboutOfArguments(chaos: Chaos, of: string, [first]: unknown[]): About {
  if (of !== "store") return {};
  // A record, or a dead letter.
  const { id, type, jobId, jobType } = Object(first);
  if (typeof id === "string" && typeof type === "string") return { jobId: id, jobType: type };
  if (typeof jobId === "string") return { jobId, jobType };
  return typeof first === "string" && /^[a-z0-9]+_/.test(first) ? chaos.about(first) : {};
}

/** Tells calls apart that are no job's: which document, which lock. */
const keyOf = (args: unknown[]): string => args.filter((part) => typeof part === "string").join(" ");

function aboutOfInput(input: object): About {
  const { MessageBody, Entries } = Object(input);
  const [entry] = Array.isArray(Entries) ? Entries : [];
  return jobOf(MessageBody ?? Object(entry).MessageBody);
}

const keyOfInput = (input: object): string =>
  String(Object(input).QueueUrl ?? "")
    .split("/")
    .at(-1) ?? "";
