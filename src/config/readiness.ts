/** What the house can do without before it says that it is not ready. */
export interface ReadinessLimits {
  /** Free space that must be left on the disks it writes to. */
  readonly freeBytes: number;
  /** How long a job that could run may have waited. */
  readonly queueLagSeconds: number;
}

/** Reads them from the environment; what cannot be read is added to the faults. */
export function readLimits(env: Readonly<Record<string, string | undefined>>, faults: string[]): ReadinessLimits {
  const number = (name: string, fallback: number, most: number): number => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 0 || value > most)
      faults.push(`${name} must be a number from 0 to ${most}`);
    return value;
  };
  return {
    freeBytes: number('DISK_FREE_MB', 200, 1_000_000_000) * 1_000_000,
    queueLagSeconds: number('QUEUE_LAG_MINUTES', 15, 10_000) * 60,
  };
}
