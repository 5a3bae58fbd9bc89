// The dashboard of this repository's app: the engine's pages, and how a briefing is shown.
import type { RequestListener } from "node:http";
import { app } from "../core/app.ts";
import { briefingsExtension } from "./briefings/index.ts";
import { createListener, type ServeOptions, serveDashboard } from "./listener.ts";
import type { DashboardOptions } from "./options.ts";

export const createAppListener = (options: Omit<DashboardOptions, "app" | "extension">): RequestListener =>
  createListener({ app, extension: briefingsExtension, ...options });

export const serveAppDashboard = (options: Omit<ServeOptions, "app" | "extension">) =>
  serveDashboard({ app, extension: briefingsExtension, ...options });
