// `npm run sqs`: the SQS server by itself.
import { enableCompileCache } from "node:module";

// Before anything else is loaded: the second start is then a third faster.
enableCompileCache();
const { sqsCommand } = await import("./command.ts");
await sqsCommand().parseAsync();
