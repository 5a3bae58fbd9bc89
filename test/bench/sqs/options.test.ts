import { describe, expect, test } from "vitest";
import { parseOptions } from "../../../bench/sqs/options.ts";

test("without flags all sections are measured beside the installed peers", () => {
  expect(parseOptions([])).toEqual({
    json: false,
    quick: false,
    alone: false,
    peers: [],
    sections: ["throughput", "idle", "test-kit", "growth"],
  });
});

test("--only measures one section, and names those there are when it is none", () => {
  expect(parseOptions(["--only", "growth"]).sections).toEqual(["growth"]);
  expect(() => parseOptions(["--only", "memory"])).toThrow(
    "--only memory is no section; choose one of throughput, idle, test-kit, growth",
  );
});

test("an unknown flag is refused", () => {
  expect(() => parseOptions(["--quik"])).toThrow("--quik");
});

describe("--peer", () => {
  const peersOf = (...peers: string[]) => parseOptions(peers.flatMap((peer) => ["--peer", peer])).peers;

  test("takes any number of servers, on any host and below any path", () => {
    expect(
      peersOf("elasticmq=http://127.0.0.1:9324", "far=http://sqs.test/below/", "v6=http://[::1]:80/?a=b"),
    ).toEqual([
      { name: "elasticmq", endpoint: "http://127.0.0.1:9324" },
      { name: "far", endpoint: "http://sqs.test/below" },
      { name: "v6", endpoint: "http://[::1]" },
    ]);
  });

  test.each(["elasticmq", "=http://127.0.0.1:9324", "elasticmq=", "elasticmq=localhost"])(
    "refuses %s, and shows how to write it",
    (peer) => {
      expect(() => peersOf(peer)).toThrow(
        `--peer ${peer} is not NAME=URL; write it like --peer elasticmq=http://127.0.0.1:9324`,
      );
    },
  );

  test("refuses what is not plain HTTP", () => {
    expect(() => peersOf("aws=https://sqs.us-east-1.amazonaws.com")).toThrow("is not an http:// address");
  });

  test("refuses the same name twice, since its rows could not be told apart", () => {
    expect(() => peersOf("a=http://127.0.0.1:1", "a=http://127.0.0.1:2")).toThrow("--peer a is there twice");
  });
});
