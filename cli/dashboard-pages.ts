// The dashboard at the API's address: loaded when somebody opens it, which a start does not wait for.
import { isOurs } from "../dashboard/base.ts";
import type { DashboardOptions } from "../dashboard/options.ts";
import type { Pages } from "../local/gateway.ts";

export const dashboardPages = (options: Omit<DashboardOptions, "app">): Pages => {
  let listener: Promise<(...args: Parameters<Pages>) => void | Promise<void>> | undefined;
  const load = async () => {
    const { createAppListener } = await import("../dashboard/of-this-app.ts");
    return createAppListener(options);
  };
  return (request, response) => {
    if (!isOurs(request.url)) return undefined;
    listener ??= load();
    return listener.then((answer) => answer(request, response));
  };
};

/** As the API has them: the present one, and the one before while callers change over. */
export const apiTokens = (): string[] =>
  [process.env.API_TOKEN, process.env.API_TOKEN_PREVIOUS].filter(
    (token) => token !== undefined && token !== "",
  ) as string[];
