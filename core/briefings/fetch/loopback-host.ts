// Hosts of addresses that mean this machine.

/** A name below `localhost` means loopback and nothing else (RFC 6761). */
export const isLoopbackName = (hostname: string): boolean => /^(?:.+\.)?localhost\.?$/.test(hostname);

/** `hostname` of a URL, which writes an IP address in one way only. */
export const isLoopbackHost = (hostname: string): boolean =>
  isLoopbackName(hostname) || /^127(?:\.\d+){3}$/.test(hostname) || hostname === "[::1]";
