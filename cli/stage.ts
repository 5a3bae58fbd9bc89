// `--stage`: the variables of a deployed stage, found with the caller's own credentials, in the region that the stage is deployed to.
import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { app } from "../core/app.ts";
import { createSqsClient } from "../core/aws/clients.ts";
import { findStage } from "../core/aws/find-stage.ts";
import { VisibleError } from "../core/jobs/index.ts";
import { clientOptions } from "../local/setup.ts";
import { readStageOptions } from "../stacks/stage-options.ts";

/** SST takes letters, digits and hyphens. */
const STAGE = /^[a-zA-Z0-9][a-zA-Z0-9-]*$/;

/** @throws VisibleError `usage`, `backend-unavailable` */
export async function stageVariables(
  stage: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NodeJS.ProcessEnv> {
  if (!STAGE.test(stage)) {
    throw new VisibleError("usage", `--stage ${stage} must be the name of a stage, such as production`);
  }
  const region = regionOf(stage, env);
  const sqs = createSqsClient({ ...clientOptions(env, "AWS_ENDPOINT_URL_SQS"), region });
  try {
    const endpoint = env.AWS_ENDPOINT_URL_LAMBDA ?? env.AWS_ENDPOINT_URL;
    const variables = await findStage({ sqs, endpoint }, app, stage);
    return { ...env, AWS_REGION: region, ...variables };
  } finally {
    sqs.destroy();
  }
}

/** As `sst deploy` chooses it: the stage's own option, in the environment or in `.env.<stage>`; never the shell's AWS_REGION. */
function regionOf(stage: string, env: NodeJS.ProcessEnv): string {
  const file = `.env.${stage}`;
  const ofStage = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  try {
    return readStageOptions({ STAGE_REGION: env.STAGE_REGION ?? ofStage.STAGE_REGION }).region;
  } catch (error) {
    throw new VisibleError("usage", error instanceof Error ? error.message : String(error));
  }
}
