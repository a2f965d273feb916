import type { CgroupStats } from './cgroup.ts';

/** That the kernel ran out of the memory it was allowed to give, and whom it killed for it. */
export interface OomEvidence {
  /** Bytes; undefined where the host itself was out of memory. */
  readonly limit: number | undefined;
  /** Bytes at the highest. */
  readonly peak: number | undefined;
  /** How many processes were killed. */
  readonly kills: number;
}

/** What the counters say of the OOM killer; undefined where it never came. */
export function oomEvidence({ memory }: CgroupStats): OomEvidence | undefined {
  const { oomKills = 0, limit, peak } = memory;
  return oomKills > 0 ? { limit, peak, kills: oomKills } : undefined;
}
