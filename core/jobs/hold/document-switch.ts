// The consumer's switch as a document in the job store: the worker, and every consumer on this machine, obeys it.
import * as z from "zod";
import type { Backend } from "../backend.ts";
import type { ConsumerState, ConsumerSwitch } from "../ports.ts";

const KIND = "consumer";
const ID = "switch";
const Value = z.object({ paused: z.boolean(), at: z.number() });
const MOST_TRIES = 10;

export const switchOf = (backend: Pick<Backend, "store" | "now" | "consumer">): ConsumerSwitch =>
  backend.consumer ?? createDocumentSwitch(backend);

export function createDocumentSwitch({ store, now }: Pick<Backend, "store" | "now">): ConsumerSwitch {
  const read = async (): Promise<{ state: ConsumerState; revision: number }> => {
    const document = await store.getDocument(KIND, ID);
    const { paused, at } = Value.parse(document?.value ?? { paused: false, at: 0 });
    const state: ConsumerState = { paused, by: "document", ...(at > 0 && { since: at }) };
    return { state, revision: document?.revision ?? 0 };
  };
  const set = async (paused: boolean): Promise<ConsumerState> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { state, revision } = await read();
      if (state.paused === paused) return state;
      const value = { paused, at: now() };
      if (await store.putDocument(KIND, ID, value, { revision })) {
        return { paused, by: "document", since: value.at };
      }
    }
    throw new Error("the consumer's switch kept changing while it was set");
  };
  return {
    read: async () => (await read()).state,
    pause: () => set(true),
    resume: () => set(false),
  };
}
