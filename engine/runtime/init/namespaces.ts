import type { Namespace, NamespaceType } from '../../bundle/runtime-spec.ts';
import type { Call, Caller } from '../../stub/call.ts';
import { close } from '../../stub/calls/descriptors.ts';
import { open } from '../../stub/calls/files.ts';
import { setns, unshare } from '../../stub/calls/processes.ts';
import { inetSocket, setInterfaceFlags } from '../../stub/calls/sockets.ts';
import * as kernel from '../../syscall/constants.ts';

/** The flag of each kind of namespace. @see namespaces(7) */
export const NAMESPACE_FLAGS: Readonly<Record<NamespaceType, number>> = {
  mount: kernel.CLONE_NEWNS,
  uts: kernel.CLONE_NEWUTS,
  ipc: kernel.CLONE_NEWIPC,
  network: kernel.CLONE_NEWNET,
  cgroup: kernel.CLONE_NEWCGROUP,
  user: kernel.CLONE_NEWUSER,
  pid: kernel.CLONE_NEWPID,
  time: kernel.CLONE_NEWTIME,
};

/** These belong to the launcher: a process cannot change its own pid and time namespace, and the ids come before all else. */
const OF_LAUNCHER: readonly NamespaceType[] = ['user', 'pid', 'time'];

/**
 * Joins the namespaces that config.json gives a path for, and makes the others anew.
 *
 * @param isJoined true where the launcher has joined those with a path, and init was born there
 * @see runtime-spec config-linux.md#namespaces
 */
export async function enterNamespaces(init: Caller, namespaces: readonly Namespace[], isJoined = false): Promise<void> {
  const own = namespaces.filter(({ type }) => !OF_LAUNCHER.includes(type));
  if (!isJoined) for (const { type, path } of own) if (path) await joinNamespace(init, path, NAMESPACE_FLAGS[type]);
  const flags = own.filter(({ path }) => !path).reduce((sum, { type }) => sum | NAMESPACE_FLAGS[type], 0);
  if (flags !== 0) await init.call(unshare(flags));
  // A new network namespace has nothing but a loopback interface, and that is down.
  if (flags & kernel.CLONE_NEWNET) await raiseLoopback(init);
}

/** Makes the caller a member of the namespace that a file of nsfs stands for. */
export async function joinNamespace(caller: Caller, path: string, flag: number): Promise<void> {
  const fd = await caller.call(open(path));
  await caller.callAll([setns(fd, flag), close(fd)]);
}

const IFF_UP = 1;

async function raiseLoopback(init: Caller): Promise<void> {
  const socket = await init.call(inetSocket());
  await init.callAll<readonly Call[]>([setInterfaceFlags(socket, 'lo', IFF_UP), close(socket)]);
}
