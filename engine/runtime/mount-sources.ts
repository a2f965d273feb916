import { writeFileSync } from 'node:fs';
import type { IdMapping, Mount } from '../bundle/runtime-spec.ts';
import { sendDescriptor } from '../stub/calls/descriptor-passing.ts';
import { close } from '../stub/calls/descriptors.ts';
import { open } from '../stub/calls/files.ts';
import { cloneTree, mountSetattr } from '../stub/calls/mounts.ts';
import { exitGroup, pidfdOpen, setns, wait4 } from '../stub/calls/processes.ts';
import { stat, statfs, typeOf } from '../stub/calls/stat.ts';
import type { Stub } from '../stub/stub.ts';
import { AT_FDCWD, CLONE_NEWNS, CLONE_NEWUSER, MOUNT_ATTR_IDMAP } from '../syscall/constants.ts';
import { InvalidSpec } from './errors.ts';
import type { MountOptions } from './init/mount-options.ts';

/** What was opened, and is on its way to init. */
export interface SentSource {
  /** Init's end of the line. */
  readonly socket: number;
  readonly isDirectory: boolean;
  /** ST_ flags of the mount that it lies on. */
  readonly flags: number;
}

/**
 * Who opens the sources of mounts that init has no rights to: a process that has stayed in the caller's user namespace,
 * and enters only the container's mount namespace. In this way a container whose root has no rights outside can be
 * shown what only the host's root can reach, and files under ids that they do not have on disk.
 */
export class MountSources {
  readonly #stub: Stub;
  readonly #socket: number;
  readonly #initSocket: number;
  #hasEntered = false;
  #init: number | undefined;

  /**
   * @param stub the process, with the caller's rights
   * @param socket its end of a line to init
   * @param initSocket init's end
   */
  constructor(stub: Stub, socket: number, initSocket: number) {
    this.#stub = stub;
    this.#socket = socket;
    this.#initSocket = initSocket;
  }

  /** Names the process whose mount namespace is the one to look into, when it has made that. */
  serve(init: number): void {
    this.#init = init;
  }

  /** Opens a copy of the mount at the path and sends it to init. @throws SyscallError, InvalidSpec */
  async send(
    path: string,
    { uidMappings, gidMappings, destination }: Mount,
    { isRecursive, idmap }: { readonly isRecursive: boolean; readonly idmap: MountOptions['idmap'] },
  ): Promise<SentSource> {
    await this.#enter();
    const [status, { flags }] = await this.#stub.callAll([stat(path), statfs(path)]);
    const tree = await this.#stub.call(cloneTree(AT_FDCWD, path, isRecursive));
    if (idmap !== 'none' || uidMappings) {
      const own = uidMappings && gidMappings ? { uidMappings, gidMappings } : undefined;
      const userNamespace = own ? await this.#namespaceOf(own) : await this.#containersNamespace(destination);
      const attributes = { set: MOUNT_ATTR_IDMAP, clear: 0, userNamespace };
      await this.#stub.callAll([mountSetattr(tree, idmap === 'recursive', attributes), close(userNamespace)]);
    }
    await this.#stub.callAll([sendDescriptor(this.#socket, tree, path.slice(0, 256)), close(tree)]);
    return { socket: this.#initSocket, isDirectory: typeOf(status) === 'directory', flags };
  }

  /** Ends the process. */
  close(): void {
    this.#stub.close();
  }

  async #enter(): Promise<void> {
    if (this.#hasEntered) return;
    this.#hasEntered = true;
    const fd = await this.#stub.call(pidfdOpen(this.#init!));
    await this.#stub.callAll([setns(fd, CLONE_NEWNS), close(fd)]);
  }

  /** The ids of the container, where it has some of its own. */
  async #containersNamespace(destination: string): Promise<number> {
    const [own, theirs] = await this.#stub.callAll([stat('/proc/self/ns/user'), stat(`/proc/${this.#init}/ns/user`)]);
    if (own.inode === theirs.inode)
      throw new InvalidSpec(`the mount on ${destination} has no id mappings, and the container has no user namespace`);
    return this.#stub.call(open(`/proc/${this.#init}/ns/user`));
  }

  /** Makes a user namespace without any process in it, for its id mappings only. */
  async #namespaceOf(maps: { uidMappings: readonly IdMapping[]; gidMappings: readonly IdMapping[] }): Promise<number> {
    const holder = await this.#stub.fork(CLONE_NEWUSER);
    try {
      writeFileSync(`/proc/${holder.pid}/uid_map`, linesOf(maps.uidMappings));
      writeFileSync(`/proc/${holder.pid}/gid_map`, linesOf(maps.gidMappings));
      return await this.#stub.call(open(`/proc/${holder.pid}/ns/user`));
    } finally {
      await holder.callSlowly([exitGroup(0)]);
      await this.#stub.call(wait4(holder.pid));
      holder.close();
    }
  }
}

function linesOf(mappings: readonly IdMapping[]): string {
  return mappings.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}\n`).join('');
}
