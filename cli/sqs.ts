import { Command } from "commander";
export const sqsCommand = () => new Command("sqs");
