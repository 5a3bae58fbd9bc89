// The pages of the dashboard, in the order of the navigation. A new page is a file here and a line below.
import type { Route } from "../page.ts";
import { bulkPage } from "./bulk.ts";
import { newBulkPage } from "./bulk-new.ts";
import { deadLettersPage } from "./dead-letters.ts";
import { findRoute } from "./find.ts";
import { groupPage } from "./group.ts";
import { jobPage } from "./job.ts";
import { jobEditPage } from "./job-edit.ts";
import { jobResultRoute } from "./job-result.ts";
import { jobsPage } from "./jobs.ts";
import { overviewPage } from "./overview.ts";
import { queuePage } from "./queue.ts";
import { sendMessagePage } from "./queue-send.ts";
import { queuesPage } from "./queues.ts";
import { runbookPage } from "./runbook.ts";
import { schedulePage } from "./schedule.ts";
import { editSchedulePage, newSchedulePage } from "./schedule-form.ts";
import { schedulesPage } from "./schedules.ts";

export const pages: readonly Route[] = [
  overviewPage,
  jobsPage,
  jobPage,
  jobEditPage,
  jobResultRoute,
  groupPage,
  newBulkPage,
  bulkPage,
  deadLettersPage,
  runbookPage,
  schedulesPage,
  schedulePage,
  newSchedulePage,
  editSchedulePage,
  queuesPage,
  queuePage,
  sendMessagePage,
  findRoute,
];
