import { SystemdManager } from './manager.ts';
import { awaitMembership, descendantsOf, isInUnit } from './membership.ts';
import { flag, pids, text } from './property.ts';

/** A process of ours that ends while systemd is told of it makes it refuse all of them. */
const TRIES = 5;

/**
 * Has the user's systemd put this process, with those that it has started, into a scope that is delegated to him: below
 * it, and beside it, he may make cgroups with limits. Where he has logged in by ssh, or at a terminal, his session is
 * root's.
 *
 * @throws SystemdRefused
 * @see kernel admin-guide/cgroup-v2, "Delegation"
 */
export async function enterDelegatedScope(): Promise<void> {
  const systemd = new SystemdManager(true);
  const name = `learn-run-${process.pid}.scope`;
  // Ourselves alone: whether a scope can be made of all the others would only be known when it has failed.
  await systemd.startTransientUnit(name, [
    text('Description', 'learn-run'),
    flag('Delegate', true),
    text('CollectMode', 'inactive-or-failed'),
    pids('PIDs', [process.pid]),
  ]);
  await awaitMembership(process.pid, name);
  await bringDescendants(systemd, name);
}

/** @throws SystemdRefused where one does not come and does not end either */
async function bringDescendants(systemd: SystemdManager, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const outside = descendantsOf(process.pid).filter((pid) => !isInUnit(pid, name));
    if (outside.length === 0) return;
    try {
      await systemd.attachProcesses(name, outside);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
