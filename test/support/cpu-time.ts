// Measures what work costs by CPU time, which does not depend on what else the machine does.

/** Milliseconds of CPU that this process spent while `work` ran. */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1_000;
}
