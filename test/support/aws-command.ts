// What tests need to run clients of other languages: whether there is one, and the variables that it reads.
import { spawnSync } from "node:child_process";

export const hasCommand = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** For boto3 and the aws command. */
export const clientVariables = {
  ...process.env,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_PAGER: "",
};
