// What Lambda's API answers by HTTP, and where its event source mappings are.

export type Answer = { status: number; body: string; headers?: Record<string, string> };

/** All of them, or the one whose UUID follows. */
export const MAPPINGS = /^\/2015-03-31\/event-source-mappings(?:\/([^/]*))?\/?$/;

export function refuse(name: string, status: number, message: string): Answer {
  // Some of the errors have `Message` in the service's model, others `message`.
  const body = { Type: status < 500 ? "User" : "Service", Message: message, message };
  return { status, body: JSON.stringify(body), headers: { "x-amzn-errortype": name } };
}
