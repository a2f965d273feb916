import { readIfThere } from '../read-if-there.ts';

/** Security contexts: `user:role:type:level`, the level with its categories. */
export interface Contexts {
  readonly process: string;
  /** Of the files that are made for it. */
  readonly file: string;
}

/** What `--security-opt label=` says of them; `filetype` is the type of files, all else is the process's. */
export type LabelOptions = Readonly<Partial<Record<'user' | 'role' | 'type' | 'level' | 'filetype', string>>>;

/** Whether the host's kernel has a SELinux policy in force. */
export function hasSelinux(): boolean {
  return readIfThere('/sys/fs/selinux/enforce') !== '';
}

/**
 * What the host's policy has for containers, but for the categories; undefined where there is none in force.
 *
 * @see lxc_contexts(5)
 */
export function hostContexts(): Contexts | undefined {
  if (!hasSelinux()) return undefined;
  const policy = /^SELINUXTYPE=(\S+)/m.exec(readIfThere('/etc/selinux/config'))?.[1] ?? 'targeted';
  return parseContexts(readIfThere(`/etc/selinux/${policy}/contexts/lxc_contexts`));
}

/** The contexts in a file of `name = "context"`; for what it does not name, those of Fedora's container-selinux. */
export function parseContexts(text: string): Contexts {
  const named = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, 'm').exec(text)?.[1];
  return {
    process: named('process') ?? 'system_u:system_r:container_t:s0',
    file: named('file') ?? 'system_u:object_r:container_file_t:s0',
  };
}

/**
 * The contexts of one container: the host's, as the options change them, with two categories that hardly any other
 * container has both of, so that none may touch what another one has made.
 *
 * @param containerId 64 hex digits
 */
export function containerContexts(host: Contexts, options: LabelOptions, containerId: string): Contexts {
  const { user, role, type, filetype, level = ownLevel(containerId) } = options;
  return {
    process: changed(host.process, { user, role, type, level }),
    file: changed(host.file, { user, type: filetype, level }),
  };
}

/** The file context that every container may use. */
export function sharedContext(context: string): string {
  const [level = ''] = context.split(':').slice(3);
  return changed(context, { level });
}

/** The same one whenever the container is started, `s0:c5,c700`: the smaller category stands first. */
function ownLevel(containerId: string): string {
  const first = Number.parseInt(containerId.slice(0, 4), 16) % CATEGORIES;
  const second = (first + 1 + (Number.parseInt(containerId.slice(4, 8), 16) % (CATEGORIES - 1))) % CATEGORIES;
  return `s0:c${Math.min(first, second)},c${Math.max(first, second)}`;
}

/** How many there are in the policies of distributions. */
const CATEGORIES = 1024;

function changed(
  context: string,
  options: Partial<Record<'user' | 'role' | 'type' | 'level', string | undefined>>,
): string {
  const [user, role, type, ...level] = context.split(':');
  const own = { user, role, type, level: level.join(':') };
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.values({ ...own, ...Object.fromEntries(said) }).join(':');
}
