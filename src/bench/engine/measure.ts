/** Seconds that something takes. */
export function secondsOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

/** The most memory that this process ever had, in MiB; Node gives it in KiB. */
export function mebibytesAtMost(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** File of a snapshot's part: a part of a part has a slash in its name. */
export function fileOf(partName: string): string {
  return partName.replace("/", "-");
}
