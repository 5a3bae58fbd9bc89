// Plays Lambda's runtime: imports a bundle, gives its handler one event, and writes what came of it to a file.
// node host.mjs HANDLER RESULT_FILE < event.json, in the bundle's folder and with the function's environment only.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [handlerName = "", resultFile = ""] = process.argv.slice(2);
const [file = "", name = ""] = handlerName.split(".");
const write = (outcome) => writeFileSync(resultFile, JSON.stringify(outcome));

try {
  const event = await json(process.stdin);
  const { [name]: handler } = await import(pathToFileURL(path.resolve(`${file}.mjs`)).href);
  const deadline = Date.now() + Number(process.env.TEST_TIMEOUT_SECONDS) * 1_000;
  const result = await handler(event, {
    awsRequestId: "5b1e2f4c-0000-4000-8000-000000000000",
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  });
  // Lambda sends JSON: what it cannot say is lost.
  write({ result: JSON.parse(JSON.stringify(result ?? null)) });
} catch (error) {
  write({ error: String(error?.message ?? error) });
}
process.exit(0);
