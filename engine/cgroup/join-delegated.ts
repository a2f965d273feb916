import { CgroupRefused } from './errors.ts';

/**
 * Moves a process of ours into a cgroup that is delegated to an ordinary user. From a session that is root's, as that of
 * ssh is, the kernel does not let him: then his systemd is asked first to put us all beside it.
 *
 * @param join the move, tried once more where it was not allowed
 * @throws CgroupRefused what the first try has said, where systemd does not help
 * @see kernel admin-guide/cgroup-v2, "Delegation Containment"
 */
export async function joinDelegated(join: () => Promise<void>): Promise<void> {
  try {
    return await join();
  } catch (error) {
    if (!(error instanceof CgroupRefused && error.code === 'EACCES')) throw error;
    const { enterDelegatedScope } = await import('./systemd/delegated-scope.ts');
    await enterDelegatedScope().catch(() => {
      throw error;
    });
  }
  await join();
}
