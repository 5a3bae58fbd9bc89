// Pauses and resumes the whole consumer: what waits stays in the queue, what runs comes to its end.
import type { Backend } from "../backend.ts";
import { switchOf } from "../hold/document-switch.ts";
import type { ConsumerState } from "../ports.ts";

/** @throws VisibleError `consumer-unavailable` when the switch cannot be reached or is not allowed; StoreError. */
export const consumerState = (backend: Backend): Promise<ConsumerState> => switchOf(backend).read();

/**
 * Nothing is received any more, until `resumeConsumer`. A consumer that is paused already stays so.
 * @throws as `consumerState`; VisibleError `try-again` while the switch is being moved.
 */
export async function pauseConsumer(backend: Backend): Promise<ConsumerState> {
  const state = await switchOf(backend).pause();
  backend.log.warn({ by: state.by }, "consumer paused");
  return state;
}

/** @throws as `pauseConsumer`. */
export async function resumeConsumer(backend: Backend): Promise<ConsumerState> {
  const state = await switchOf(backend).resume();
  backend.log.info({ by: state.by }, "consumer resumed");
  return state;
}
