// Queue URLs: made from the request's Host header, and read in every form that SQS, LocalStack and ElasticMQ have used.
import type { QueueName } from "./engine/queues.ts";

/** `baseUrl` is scheme and host as the client addressed the server, so that the client can reach the URL. */
export function queueUrl(baseUrl: string, queue: QueueName): string {
  return `${baseUrl}/${queue.accountId}/${queue.name}`;
}

/**
 * `…/ACCOUNT/NAME`, `…/queue/REGION/ACCOUNT/NAME`, hosts `sqs.REGION.…` and `REGION.queue.…`, ElasticMQ's
 * `…/queue/NAME`, or the bare name, which SQS accepts too. Parts that the text does not name are absent. Undefined where
 * the text is not a queue URL.
 */
export function parseQueueUrl(text: string): (Partial<QueueName> & { name: string }) | undefined {
  const url = text.endsWith("/") ? text.slice(0, -1) : text;
  const beforeName = url.lastIndexOf("/");
  const name = url.slice(beforeName + 1);
  if (name === "") return undefined;
  if (beforeName < 0) return { name };
  const beforeAccount = url.lastIndexOf("/", beforeName - 1);
  const accountId = url.slice(beforeAccount + 1, beforeName);
  if (accountId === "queue") return { name };
  if (!/^\d{12}$/.test(accountId)) return undefined;
  const region = regionIn(url, beforeAccount);
  return region === undefined ? { accountId, name } : { accountId, name, region };
}

/** The path of a request's URL, where it names a queue: `/ACCOUNT/NAME`, or ElasticMQ's `/queue/NAME`. */
export function queueUrlOfPath(url = "/"): string | undefined {
  const [path = "/"] = url.split("?");
  return parseQueueUrl(path) === undefined ? undefined : path;
}

function regionIn(url: string, pathEnd: number): string | undefined {
  const path = /\/queue\/([a-z0-9-]+)$/.exec(url.slice(0, Math.max(0, pathEnd)));
  if (path) return path[1];
  const host = /^https?:\/\/(?:sqs\.([a-z]{2}-[a-z0-9-]+)\.|([a-z]{2}-[a-z0-9-]+)\.queue\.)/.exec(url);
  return host?.[1] ?? host?.[2];
}
