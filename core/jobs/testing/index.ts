// The engine's test kit: everything that a test of job types imports.
export { ManualClock } from "../../clock.ts";
export type { EnqueuedJob, PayloadMatch } from "./enqueued.ts";
export type { FaultOptions, Faults } from "./faults.ts";
export { createFaultyStore, type FaultyStore } from "./faulty-store.ts";
export { captureLog, type LogLine, type LogLines } from "./log-lines.ts";
export { createMemoryBackend, type MemoryBackendOptions } from "./memory-backend.ts";
export { createMemoryCache } from "./memory-cache.ts";
export { createMemoryQueues, type MemoryQueues, type QueuedMessage } from "./memory-queues.ts";
export { createMemoryStore, type MemoryStore } from "./memory-store.ts";
export { createTestKit, type DrainOptions, type TestKit, type TestKitOptions } from "./test-kit.ts";
export type { AttemptFault, Worked, WorkOptions } from "./work.ts";
