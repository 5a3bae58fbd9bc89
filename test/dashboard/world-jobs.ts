// Job types of a shop, which end well, fail, wait and run as the tests of the dashboard need it, beside the app's own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { CreateJobTypes } from "../../core/job-types.ts";
import { defineJob, PermanentError, RetryLaterError } from "../../core/jobs/index.ts";
import { createJobTypes as ownJobTypes } from "../../core/registry.ts";

const Order = z.strictObject({ order: z.string(), customer: z.string().optional() });

export const invoice = defineJob({
  name: "order:invoice",
  idPrefix: "inv",
  payload: Order,
  title: ({ order }) => `Invoice of order ${order}`,
  async run({ order }, { step }) {
    const lines = await step("read-order", () => [{ item: "kettle", price: 3900 }]);
    const total = await step("add-up", () => lines.reduce((sum, { price }) => sum + price, 0));
    return { order, total, currency: "EUR" };
  },
});

const Failing = z.strictObject({ to: z.string(), folder: z.string().optional() });

/** Fails until the file `mended` is in its folder. */
export const digest = defineJob({
  name: "mail:digest",
  idPrefix: "dig",
  payload: Failing,
  title: ({ to }) => `Digest for ${to}`,
  maxAttempts: 2,
  async run({ to, folder }) {
    if (folder === undefined || !existsSync(join(folder, "mended"))) {
      throw new Error("smtp.example.org answered 451: the mailbox is busy, try again later");
    }
    return { sentTo: to };
  },
});

/** Fails for good, with the words that it is given. */
export const sync = defineJob({
  name: "crm:sync",
  idPrefix: "syn",
  payload: z.strictObject({ account: z.string(), error: z.string() }),
  title: ({ account }) => `Sync ${account}`,
  async run({ error }) {
    throw new PermanentError(error);
  },
});

/** Tells how far it is, until the file `gate` is in its folder. */
export const resize = defineJob({
  name: "image:resize",
  idPrefix: "img",
  payload: z.strictObject({ image: z.string(), folder: z.string(), done: z.number().default(7) }),
  title: ({ image }) => `Resize ${image}`,
  async run({ folder, done, image }, { reportProgress, signal }) {
    reportProgress("sizes", done, 12);
    while (!existsSync(join(folder, "gate"))) await wait(20, undefined, { signal });
    return { image, sizes: 12 };
  },
});

/** Waits an hour after its first attempt. */
export const importFeed = defineJob({
  name: "feed:import",
  idPrefix: "fee",
  payload: z.strictObject({ feed: z.string() }),
  title: ({ feed }) => `Import ${feed}`,
  async run({ feed }) {
    throw new RetryLaterError(`${feed} answered 503`, 3_600);
  },
});

/** Does nothing, at once. */
export const ping = defineJob({
  name: "shop:ping",
  idPrefix: "png",
  payload: z.strictObject({ number: z.number() }),
  title: ({ number }) => `Ping ${number}`,
  async run() {},
});

export const createJobTypes: CreateJobTypes = (context) => [
  ...ownJobTypes(context),
  ...[invoice, digest, sync, resize, importFeed, ping],
];
