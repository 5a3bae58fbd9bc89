// Which network endpoints may be asked: public addresses on the web's ports, and loopback where a setting allows it.
import { BlockList, isIP } from "node:net";

type Family = "ipv4" | "ipv6";

function blockList(family: Family, subnets: [network: string, prefix: number][]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

/** IANA's special-purpose registry (RFC 6890 and its updates), multicast, the reserved rest, and Azure's host. */
const specialIpv4 = blockList("ipv4", [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["168.63.129.16", 32],
]);

/** All of IPv6 that is routed on the internet. Mapped, translated and local addresses are outside of it. */
const globalIpv6 = blockList("ipv6", [["2000::", 3]]);

/** Within it: protocol assignments (Teredo among them), documentation, 6to4, which carries any IPv4 address. */
const specialIpv6 = blockList("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);

const loopbackIpv4 = blockList("ipv4", [["127.0.0.0", 8]]);
const loopbackIpv6 = blockList("ipv6", [["::1", 128]]);

/** True for an address that anybody on the internet can reach; false for every other, and for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !specialIpv4.check(address, "ipv4");
  if (family === 6) return globalIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
  return false;
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return loopbackIpv4.check(address, "ipv4");
  return family === 6 && !address.includes(".") && loopbackIpv6.check(address, "ipv6");
}

/** Says why an endpoint may not be asked, or nothing when it may. */
export type RefuseEndpoint = (address: string, port: number) => string | undefined;

/** Other ports of public hosts are mostly things that are no web sites: databases, mail, admin panels. */
const webPorts: ReadonlySet<number> = new Set([80, 443]);

/**
 * The rule for production: public addresses on ports 80 and 443. With `allowLoopback`, this machine's own
 * loopback on any port as well, and still no other private address.
 */
export function endpointRule({ allowLoopback }: { allowLoopback: boolean }): RefuseEndpoint {
  return (address, port) => {
    if (allowLoopback && isLoopbackAddress(address)) return undefined;
    if (!isPublicAddress(address)) return `${address} is not a public address`;
    if (!webPorts.has(port)) return `port ${port} is not a web port (80 or 443)`;
    return undefined;
  };
}
