// A request as its protocol reads it, and an answer before it is written.
import type { SqsError } from "./errors.ts";

/** A request after its protocol has been recognised. */
export type Request = {
  action: string;
  /** X-Amz-Credential, where the request carries its signature in the parameters. */
  credential: string | undefined;
  /** @throws SqsError where the parameters cannot be read */
  input(): unknown;
  reply(output: object): Reply;
  fail(error: SqsError): Reply;
};

export type Reply = {
  status: number;
  contentType: string;
  /** Names and values in turn, as `writeHead` takes them. */
  headers: string[];
  body: string;
  /** Absent where the body does not contain it: then one is made. */
  requestId?: string;
};
