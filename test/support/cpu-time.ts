// Measures what work costs by CPU time, which does not depend on what else the machine does.

/** Milliseconds of CPU that this thread spent on `work`: not what collects garbage and compiles beside it. */
export function cpuMsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const used = process.threadCpuUsage(before);
  return (used.user + used.system) / 1_000;
}
