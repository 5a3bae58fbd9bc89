// Shows, pauses and resumes the consumer.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import {
  type Backend,
  type ConsumerState,
  consumerState,
  listBreakers,
  type OpenBreaker,
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

/** With the job types that wait although the consumer receives. */
export const show: Handler = async (backend, request) => {
  refuseParameters(request);
  const [state, breakers] = await Promise.all([consumerState(backend), listBreakers(backend)]);
  return json(200, { ...view(state), openBreakers: breakers.map(viewBreaker) } satisfies ConsumerView);
};
export const pause = answering(202, pauseConsumer);
export const resume = answering(202, resumeConsumer);

const iso = (ms: number): string => new Date(ms).toISOString();

const viewBreaker = ({ since, probeAt, ...breaker }: OpenBreaker) => ({
  ...breaker,
  since: iso(since),
  probeAt: iso(probeAt),
});

const view = ({ paused, since, changing = false }: ConsumerState): ConsumerView => ({
  paused,
  changing,
  ...(since === undefined ? {} : { since: iso(since) }),
});
