// The command line of `npm run bench:sqs`, and how much each length of run measures.
import { parseArgs } from "node:util";

const SECTIONS = ["throughput", "idle", "test-kit", "growth"] as const;
export type Section = (typeof SECTIONS)[number];

/** A server that runs already: `endpoint` is its address, without a slash at the end. */
export type Peer = { name: string; endpoint: string };

export type Options = {
  json: boolean;
  quick: boolean;
  /** Without fauxqs and moto. */
  alone: boolean;
  peers: Peer[];
  sections: readonly Section[];
};

/** Times in milliseconds. Whatever is slow is cut off by time, so that no server decides how long a run takes. */
export type Plan = {
  /** Pairs of turns, of the echo and of the candidate. */
  pairs: number;
  /** A turn ends after this many requests or this time, whichever comes first. */
  requests: number;
  turnMs: number;
  /** A candidate that has used this up begins no further workload. */
  candidateMs: number;
  wakes: number;
  starts: number;
  idleMs: number;
  /** Messages waiting, in rising order. */
  depths: number[];
  hidden: number;
  /** The whole run ends then, and prints what it has. */
  runMs: number;
};

export const QUICK: Plan = {
  pairs: 3,
  requests: 4000,
  turnMs: 250,
  candidateMs: 7000,
  wakes: 100,
  starts: 1,
  idleMs: 2000,
  depths: [1000, 10_000],
  hidden: 10_000,
  // The rest of the minute is npm's start.
  runMs: 57_000,
};

export const FULL: Plan = {
  pairs: 15,
  requests: 20_000,
  turnMs: 5000,
  candidateMs: 300_000,
  wakes: 1000,
  starts: 9,
  idleMs: 10_000,
  depths: [1000, 10_000, 100_000, 1_000_000],
  hidden: 100_000,
  runMs: 3_600_000,
};

/** Throws an error that names the argument and says what to write instead. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      alone: { type: "boolean", default: false },
      peer: { type: "string", multiple: true, default: [] },
      only: { type: "string" },
    },
  });
  const peers = values.peer.map(parsePeer);
  const twice = peers.find(({ name }, index) => peers.findIndex((peer) => peer.name === name) !== index);
  if (twice) throw new Error(`--peer ${twice.name} is there twice; give each server a name of its own`);
  return {
    json: values.json,
    quick: values.quick,
    alone: values.alone,
    peers,
    sections: values.only === undefined ? SECTIONS : [parseSection(values.only)],
  };
}

function parsePeer(text: string): Peer {
  const [, name = "", address = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const url = URL.parse(address);
  if (!url)
    throw new Error(`--peer ${text} is not NAME=URL; write it like --peer elasticmq=http://127.0.0.1:9324`);
  if (url.protocol !== "http:")
    throw new Error(`--peer ${text} is not an http:// address, and this benchmark speaks nothing else`);
  return { name, endpoint: url.origin + url.pathname.replace(/\/+$/, "") };
}

function parseSection(text: string): Section {
  const section = SECTIONS.find((name) => name === text);
  if (!section) throw new Error(`--only ${text} is no section; choose one of ${SECTIONS.join(", ")}`);
  return section;
}
