// The consumer's switch: its button, and what pausing and resuming do.
import type { ConsumerState } from "../../core/jobs/index.ts";
import { pauseConsumer, resumeConsumer } from "../../core/jobs/operate/inspector.ts";
import { type Html, html } from "../html.ts";
import type { Dashboard } from "../options.ts";
import type { Action } from "../page.ts";
import { askingButton, postButton } from "./buttons.ts";

/** @param path of the page that has these actions. */
export const consumerActions = (path: string): Readonly<Record<"pause" | "resume", Action>> => ({
  async pause({ backend }) {
    await pauseConsumer(backend);
    return {
      note: "Paused: what runs comes to its end, and nothing more is received.",
      undo: { label: "Resume", path, action: "resume" },
    };
  },
  async resume({ backend }) {
    await resumeConsumer(backend);
    return { note: "Resumed: jobs are received again." };
  },
});

/** @param consumer undefined where the switch cannot be reached. */
export function consumerButton(dashboard: Dashboard, consumer: ConsumerState | undefined): Html | undefined {
  if (consumer === undefined) return undefined;
  if (consumer.changing)
    return html`<span class="soft">The consumer’s switch is being moved, which takes up to a minute.</span>`;
  if (consumer.paused) return postButton(dashboard, { label: "Resume", action: "resume" });
  return askingButton(
    dashboard,
    { label: "Pause", action: "pause" },
    {
      id: "pause",
      question: "Pause the consumer?",
      detail: "What runs comes to its end. Everything else waits until you resume.",
    },
  );
}
