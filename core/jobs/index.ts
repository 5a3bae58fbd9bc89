// The job engine, as an app imports it.

export { endLease } from "./care/end-lease.ts";
export * from "./care/index.ts";
export * from "./engine.ts";
export * from "./enqueue/index.ts";
export { type EnqueuedGroup, enqueueGroup, GroupRequest } from "./follow/enqueue-group.ts";
export { createDocumentSwitch } from "./hold/document-switch.ts";
export { type JsonSchema, payloadSchema, resultSchema } from "./json-schema.ts";
export * from "./operate/inspector.ts";
export { type Counted, readCounted, withAdded } from "./record/counted.ts";
export { type InvocationFailure, noteFailedInvocation } from "./run/failed-invocation.ts";
export * from "./schedules/index.ts";
export { createPresence, type Presence } from "./stats/presence.ts";
