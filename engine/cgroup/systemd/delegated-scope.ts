import { SystemdManager } from './manager.ts';
import { awaitMembership, descendantsOf } from './membership.ts';
import { flag, pids, text } from './property.ts';

/** A process of ours that ends while systemd is told of it makes it refuse all of them. */
const TRIES = 3;

/**
 * Has the user's systemd put this process, with those that it has started, into a scope that is delegated to him: below
 * it, and beside it, he may make cgroups with limits. Where he has logged in by ssh, or at a terminal, his session is
 * root's.
 *
 * @throws SystemdRefused
 * @see kernel admin-guide/cgroup-v2, "Delegation"
 */
export async function enterDelegatedScope(): Promise<void> {
  const name = `learn-run-${process.pid}.scope`;
  await start(name);
  await awaitMembership(process.pid, name);
}

async function start(name: string): Promise<void> {
  const systemd = new SystemdManager(true);
  for (let tries = 1; ; tries++) {
    try {
      return await systemd.startTransientUnit(name, [
        text('Description', 'learn-run'),
        flag('Delegate', true),
        text('CollectMode', 'inactive-or-failed'),
        pids('PIDs', [process.pid, ...descendantsOf(process.pid)]),
      ]);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
