// Options that keep production's data when the stage is removed, and when a deploy would replace or rename a resource.

type Options = { protect?: boolean | undefined; retainOnDelete?: boolean | undefined };

/**
 * For resources whose data exists nowhere else: a deploy that would delete or replace them is refused.
 * SST retains tables and buckets of such a stage by itself, not queues.
 */
export const keepAlways = (): Options => ({ protect: $app.protect, ...keepWhenDeleted() });

/** For logs: a deploy may replace a log group, and the old one is kept. */
export const keepWhenDeleted = (): Options => ({ retainOnDelete: $app.removal === "retain" });
