import { closeSync, constants, openSync } from 'node:fs';
import type { Namespace } from '../../bundle/runtime-spec.ts';
import * as kernel from '../../syscall/constants.ts';
import type { Syscalls } from '../../syscall/syscalls.ts';

/** The namespaces init makes itself; the launcher has made `user` and `pid`, which a process of many threads cannot. */
const FLAGS: Readonly<Partial<Record<Namespace['type'], number>>> = {
  mount: kernel.CLONE_NEWNS,
  uts: kernel.CLONE_NEWUTS,
  ipc: kernel.CLONE_NEWIPC,
  network: kernel.CLONE_NEWNET,
  cgroup: kernel.CLONE_NEWCGROUP,
};

/** Joins the namespaces that config.json gives a path for, and makes the others anew. @see runtime-spec config-linux.md#namespaces */
export function enterNamespaces(syscalls: Syscalls, namespaces: readonly Namespace[]): void {
  const own = namespaces.filter(({ type }) => FLAGS[type] !== undefined);
  for (const { type, path } of own) if (path) joinNamespace(syscalls, path, FLAGS[type]!);
  const flags = own.filter(({ path }) => !path).reduce((sum, { type }) => sum | FLAGS[type]!, 0);
  if (flags !== 0) syscalls.unshare(flags);
  // A new network namespace has nothing but a loopback interface, and that is down.
  if (flags & kernel.CLONE_NEWNET) syscalls.setInterfaceUp('lo');
}

function joinNamespace(syscalls: Syscalls, path: string, flag: number): void {
  const fd = openSync(path, constants.O_RDONLY);
  syscalls.setns(fd, flag);
  closeSync(fd);
}
