// The server in a process of its own, to be killed: `node server-process.ts DATA_FILE [frozen]` prints its URL.
import { ManualClock, systemClock } from "../../../local/clock.ts";
import { startSqsServer } from "../../../local/sqs/server.ts";

const [dataFile = "", frozen] = process.argv.slice(2);
// On a clock that stands still a move task that goes on after the restart can be looked at before it does.
const clock = frozen ? new ManualClock(Date.now()) : systemClock;
const server = await startSqsServer({ port: 0, dataFile, clock });
console.log(server.url);
