// The operations that can be done to many jobs, and what each of them means.
import type { BulkOperation } from "../../core/jobs/operate/inspector.ts";

export const VERBS: Record<BulkOperation, { title: string; does: string; isDestructive: boolean }> = {
  retry: { title: "Retry", does: "They run again, each with a new round of attempts.", isDestructive: false },
  cancel: {
    title: "Cancel",
    does: "They never run again. What has been cancelled stays so.",
    isDestructive: true,
  },
  archive: {
    title: "Archive",
    does: "They leave the inbox and can be read and retried until they expire.",
    isDestructive: false,
  },
  unarchive: {
    title: "Unarchive",
    does: "They are in the inbox again. Their dead letters stay deleted.",
    isDestructive: false,
  },
  delete: {
    title: "Delete",
    does: "Request, result, steps and errors are deleted for good.",
    isDestructive: true,
  },
};
