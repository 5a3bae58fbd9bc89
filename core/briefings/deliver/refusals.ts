// What the API refuses of deliveries beyond their schema.
import type { FieldError } from "../../jobs/engine.ts";
import type { Channel } from "./delivery.ts";
import { type DeliveryOptions, howToConfigure } from "./options.ts";

/** Of deliveries in their order: those that cannot be made here. `pathOf` names the field of one. */
export const unconfigured = (
  { channels }: DeliveryOptions,
  deliveries: readonly Channel[],
  pathOf: (channel: Channel, index: number) => string,
): FieldError[] =>
  deliveries.flatMap((channel, index) =>
    channels.includes(channel) ? [] : [{ path: pathOf(channel, index), message: howToConfigure[channel] }],
  );

/** Of a delivery that a caller enqueues by itself. Only one that follows its briefing may leave `briefingId` out. */
export const refusalsOf = (options: DeliveryOptions, channel: Channel, given: unknown): FieldError[] => {
  const names = typeof given === "object" && given !== null && "briefingId" in given;
  const message = "must be the id of the briefing that is to be delivered";
  return [
    ...unconfigured(options, [channel], () => channel),
    ...(names ? [] : [{ path: "briefingId", message }]),
  ];
};
