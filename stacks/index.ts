// The whole system on AWS: each concern in a file of its own, put together here.
import { app } from "../core/app.ts";
import { settingsOf } from "../core/define-app.ts";
import { eachPriority } from "../core/priorities.ts";
import { createAlarms } from "./alarms.ts";
import { createApi } from "./api.ts";
import { createConsumer, mappingIds } from "./consumer.ts";
import { createAlarmFactory } from "./create-alarm.ts";
import { createDashboard } from "./dashboard.ts";
import { createPane } from "./dashboard-pane.ts";
import { createDeadLetterInspection } from "./dead-letters.ts";
import { createDelivery } from "./delivery.ts";
import { applyFunctionDefaults } from "./function.ts";
import { createJobsTable } from "./jobs-table.ts";
import { createQueues, suffixOf } from "./queues.ts";
import { createRecovery } from "./recovery.ts";
import { readStageOptions } from "./stage-options.ts";

/** @returns what `sst deploy` prints. */
export function createStack() {
  const options = readStageOptions();
  const { concurrency } = options;
  const settings = settingsOf(app, concurrency === undefined ? {} : { concurrency });
  const createAlarm = createAlarmFactory(options);
  applyFunctionDefaults();

  const table = createJobsTable();
  const queues = createQueues(app, settings);
  const delivery = createDelivery(options);
  const queued = { app, settings, options, table, delivery, ...queues };
  const { consumer, mappings } = createConsumer(queued);
  const shared = { ...queued, mappings };
  const { api, apiFunction } = createApi(shared);
  const inspection = createDeadLetterInspection(createAlarm, shared);
  const recovery = createRecovery(shared);

  const watched = {
    ...shared,
    api,
    functions: { consumer, api: apiFunction, deadLetters: inspection, recover: recovery },
  };
  createAlarms(createAlarm, watched);
  // At 3 USD a month each: not for a developer's own stage.
  const dashboard = $dev ? undefined : createDashboard(watched);
  if ($dev) createPane();

  return {
    api: api.url,
    ...Object.fromEntries(
      eachPriority(queues.queues).map(([priority, { url }]) => [`queue${suffixOf(priority)}`, url]),
    ),
    deadLetterQueue: queues.deadLetterQueue.url,
    table: table.name,
    eventSourceMappings: mappingIds(mappings),
    ...(dashboard && { dashboard: dashboard.dashboardName }),
  };
}
