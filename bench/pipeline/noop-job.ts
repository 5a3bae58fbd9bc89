// What a job of the benchmark does in Node: nothing, or it notes its start, or it waits for a gate.
import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Payload, sharedNow } from "./system.ts";

export async function runNoop({ gate, notes, sentAt }: Payload): Promise<void> {
  if (notes) appendFileSync(notes, `${sharedNow() - (sentAt ?? 0)}\n`);
  while (gate !== undefined && !existsSync(gate)) await pause(5);
}
