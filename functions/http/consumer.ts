// Shows, pauses and resumes the consumer.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  type Backend,
  type ConsumerState,
  consumerState,
  pauseConsumer,
  resumeConsumer,
} from "../../core/jobs/index.ts";
import { json } from "./json-response.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import type { ConsumerView } from "./views.ts";

type Handler = (backend: Backend, request: HttpRequest) => Promise<APIGatewayProxyStructuredResultV2>;

const answering =
  (status: number, act: (backend: Backend) => Promise<ConsumerState>): Handler =>
  async (backend, request) => {
    refuseParameters(request);
    return json(status, view(await act(backend)));
  };

export const show = answering(200, consumerState);
export const pause = answering(202, pauseConsumer);
export const resume = answering(202, resumeConsumer);

const view = ({ paused, since, changing = false }: ConsumerState): ConsumerView => ({
  paused,
  changing,
  ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
});
