// The dashboard at the API's address: loaded when somebody opens it, which a start does not wait for.
import type { DashboardOptions } from "../dashboard/options.ts";
import type { Pages } from "../local/gateway.ts";

const PATH = "/dashboard";

export const dashboardPages = (options: Omit<DashboardOptions, "app">): Pages => {
  let listener: Promise<(...args: Parameters<Pages>) => void | Promise<void>> | undefined;
  const load = async () => {
    const { createAppListener } = await import("../dashboard/of-this-app.ts");
    return createAppListener(options);
  };
  return (request, response) => {
    const { url = "/" } = request;
    if (url !== PATH && !url.startsWith(`${PATH}/`) && !url.startsWith(`${PATH}?`)) return undefined;
    listener ??= load();
    return listener.then((answer) => answer(request, response));
  };
};

/** As the API has them: the present one, and the one before while callers change over. */
export const apiTokens = (): string[] =>
  [process.env.API_TOKEN, process.env.API_TOKEN_PREVIOUS].filter(
    (token) => token !== undefined && token !== "",
  ) as string[];
