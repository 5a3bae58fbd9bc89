// The soak at its smallest: every fault at 10 %, kill -9 twice, and an account that must be sound. How it refuses: test/bench/soak.
import { expect, it } from "vitest";
import { soak } from "../../bench/soak/run.ts";

/** By itself it takes a minute or two; beside other work each cold start takes many times as long. It ends when it is through. */
const LIMIT_SECONDS = 900;

it("no job is lost and none succeeds twice, whatever fails, and although the process is killed", async () => {
  const { account, refused, text } = await soak({
    ...{ jobs: 150, kills: 2, clients: 8, rate: 10, seed: "e2e" },
    limitSeconds: LIMIT_SECONDS,
  });
  expect({ isSound: account.isSound, refused }, text).toEqual({ isSound: true, refused: [] });
}, 960_000);
