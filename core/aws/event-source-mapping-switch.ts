// The consumer's switch on Lambda: its event source mappings are enabled, or they are not. [Lambda: UpdateEventSourceMapping]
import * as z from "zod";
import { type ConsumerState, type ConsumerSwitch, VisibleError } from "../jobs/engine.ts";
import { asAwsError } from "./aws-error.ts";
import { explainError } from "./explained-client.ts";
import { askLambda, type LambdaAccess } from "./lambda-request.ts";

export type MappingSwitchOptions = LambdaAccess & {
  /** Of the consumer's mappings: one for each priority's queue. */
  uuids: readonly string[];
};

/** The consumer is paused when all its mappings are. Whoever moves the switch again after a failure moves those that are left. */
export function createMappingSwitch({ uuids, ...access }: MappingSwitchOptions): ConsumerSwitch {
  const ask = async (uuid: string, body?: object): Promise<State> => {
    const path = `/2015-03-31/event-source-mappings/${encodeURIComponent(uuid)}`;
    try {
      return stateOf(await askLambda(access, body ? { method: "PUT", path, body } : { method: "GET", path }));
    } catch (error) {
      throw explain(error, uuid);
    }
  };
  const set = async (paused: boolean): Promise<ConsumerState> => {
    const move = async (uuid: string): Promise<State> => {
      const before = await ask(uuid);
      return before.paused === paused ? before : { ...(await ask(uuid, { Enabled: !paused })), paused };
    };
    return together(await Promise.all(uuids.map(move)));
  };
  return {
    read: async () => together(await Promise.all(uuids.map((uuid) => ask(uuid)))),
    pause: () => set(true),
    resume: () => set(false),
  };
}

type State = { paused: boolean; changing: boolean; since: number };

function together(states: readonly State[]): ConsumerState {
  const paused = states.every((state) => state.paused);
  const since = Math.max(...states.map((state) => state.since));
  const changing = states.some((state) => state.changing || state.paused !== paused);
  return {
    paused,
    by: "event source mapping",
    ...(since > 0 && { since }),
    ...(changing && { changing }),
  };
}

/** `LastModified` in seconds. */
const Mapping = z.object({ State: z.string(), LastModified: z.number().optional() });

/** `Disabling` and `Enabling` on the way; `Updating` and `Creating` of one that is to receive. */
function stateOf(answer: unknown): State {
  const { State, LastModified = 0 } = Mapping.parse(answer);
  return {
    paused: State === "Disabled" || State === "Disabling",
    changing: State.endsWith("ing"),
    since: LastModified * 1000,
  };
}

function explain(error: unknown, uuid: string): unknown {
  const { name, message } = explainError(asAwsError(error));
  if (name === "ResourceInUseException" || name === "ResourceConflictException") {
    return new VisibleError(
      "try-again",
      `the event source mapping ${uuid} is being changed; try again in some seconds`,
      { retryAfterSeconds: 10 },
      { cause: error },
    );
  }
  const remedy =
    name === "ResourceNotFoundException"
      ? "EVENT_SOURCE_MAPPING_IDS names one that is not there; `sst deploy` prints it"
      : "check its address, the credentials and their permission for lambda:GetEventSourceMapping and UpdateEventSourceMapping";
  return new VisibleError(
    "consumer-unavailable",
    `the consumer's switch, event source mapping ${uuid}, cannot be read or moved: ${name}: ${message}; ${remedy}`,
    { retryAfterSeconds: 30 },
    { cause: error },
  );
}
