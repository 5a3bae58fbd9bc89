// What production never loses, neither by its removal nor by a deploy that would replace or rename a resource.

type Options = { protect?: boolean | undefined; retainOnDelete?: boolean | undefined };

/**
 * For what holds data that nothing else has: a deploy that would delete or replace it is refused.
 * SST retains tables and buckets of such a stage by itself, not queues.
 */
export const keepAlways = (): Options => ({ protect: $app.protect, ...keepWhenDeleted() });

/** For logs: a deploy may put another in its place, and the old one stays. */
export const keepWhenDeleted = (): Options => ({ retainOnDelete: $app.removal === "retain" });
