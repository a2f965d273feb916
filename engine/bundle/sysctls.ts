import { InvalidSysctl } from './errors.ts';
import type { NetworkMode } from './network-mode.ts';
import type { Surroundings } from './surroundings.ts';

/** The settings of System V IPC, which belong to the ipc namespace. @see ipc_namespaces(7) */
const IPC = ['msgmax', 'msgmnb', 'msgmni', 'sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced'];

/** True for a setting that belongs to a namespace: any other would change the host. */
export function isNamespacedSysctl(name: string): boolean {
  if (!/^[a-z0-9_-]+(\.[a-zA-Z0-9_-]+)+$/.test(name)) return false;
  return isOfNetwork(name) || isOfIpc(name);
}

/**
 * The settings that were asked for. A value that another program could take for more than one setting is refused: with
 * `1+kernel.core_pattern=|/x` one of them once set the host's (CVE-2022-0811).
 *
 * @throws InvalidSysctl in docker's words where docker has some
 */
export function checkedSysctls(
  sysctls: Readonly<Record<string, string>>,
  { network, ipc }: Pick<Surroundings, 'ipc'> & { readonly network: NetworkMode },
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(sysctls)) {
    if (!isNamespacedSysctl(name)) throw new InvalidSysctl(name, `sysctl '${name}=${value}' is not allowed`);
    if (!/^[A-Za-z0-9_.:,/ \t-]{1,1024}$/.test(value)) {
      const reason = `invalid value ${JSON.stringify(value.slice(0, 100))} of sysctl ${name}: expected letters, digits, blanks and _ . : , / -`;
      throw new InvalidSysctl(name, reason);
    }
    if (network === 'host' && isOfNetwork(name)) {
      throw new InvalidSysctl(name, `sysctl ${JSON.stringify(name)} not allowed in host network namespace`);
    }
    if (ipc === 'host' && isOfIpc(name)) {
      throw new InvalidSysctl(name, `sysctl ${JSON.stringify(name)} is not allowed in the hosts ipc namespace`);
    }
  }
  return sysctls;
}

const isOfNetwork = (name: string) => name.startsWith('net.');
const isOfIpc = (name: string) =>
  name.startsWith('fs.mqueue.') || (name.startsWith('kernel.') && IPC.includes(name.slice('kernel.'.length)));
