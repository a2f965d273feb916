import type { Mount, NamespaceType, Spec } from '../../engine/bundle/runtime-spec.ts';
import { shellFile, shellLines } from './shell.ts';

/** The run as one command of bubblewrap; it is to stand beside config.json and rootfs. @see bwrap(1) */
export function bubblewrap(spec: Spec, title: string): string {
  const comment = [
    `${title}, by bubblewrap.`,
    'Not in it: limits, the seccomp filter and what is hidden of /proc; and there is one user only in its user namespace.',
  ];
  return shellFile(comment, `${shellLines('exec bwrap', options(spec))}`);
}

const UNSHARE: Readonly<Partial<Record<NamespaceType, string>>> = {
  network: '--unshare-net',
  uts: '--unshare-uts',
  ipc: '--unshare-ipc',
  pid: '--unshare-pid',
  cgroup: '--unshare-cgroup-try',
};

function options(spec: Spec): (readonly string[])[] {
  const { process, linux, root, hostname } = spec;
  const has = (kind: NamespaceType) => linux.namespaces.some(({ type }) => type === kind);
  const { uid, gid } = process.user;
  const needsUser = has('user') || uid !== 0 || gid !== 0;
  return [
    linux.namespaces.flatMap(({ type }) => UNSHARE[type] ?? []),
    ...(needsUser ? [['--unshare-user', '--uid', `${uid}`, '--gid', `${gid}`]] : []),
    ...(hostname !== undefined && has('uts') ? [['--hostname', hostname]] : []),
    ['--bind', 'rootfs', '/'],
    ...spec.mounts.flatMap(mountOptions),
    // At the end: until then places to mount on are made.
    ...(root.readonly ? [['--remount-ro', '/']] : []),
    ['--cap-drop', 'ALL'],
    ...(process.capabilities.effective ?? []).map((name) => ['--cap-add', name]),
    ['--clearenv'],
    ...process.env.map((variable) => ['--setenv', ...splitVariable(variable)]),
    ['--chdir', process.cwd],
    ['--die-with-parent', ...(has('pid') ? ['--as-pid-1'] : [])],
    ['--', ...process.args],
  ];
}

/** Bubblewrap makes /dev with all that is in it, and has words of its own for what else the kernel makes up. */
function mountOptions({ type, source, destination, options }: Mount): (readonly string[])[] {
  const isReadOnly = options.includes('ro');
  if (destination === '/dev') return [['--dev', '/dev']];
  if (type === 'proc') return [['--proc', destination]];
  if (type === 'mqueue') return [['--mqueue', destination]];
  if (type === 'sysfs') return [['--ro-bind', '/sys', destination]];
  if (type === 'tmpfs') return [[...sizeOptions(options), '--tmpfs', destination]];
  if (type === 'bind') return [[isReadOnly ? '--ro-bind' : '--bind', source, destination]];
  return [];
}

function sizeOptions(options: readonly string[]): string[] {
  const mode = options.find((option) => option.startsWith('mode='))?.slice('mode='.length);
  const size = bytesOf(options.find((option) => option.startsWith('size='))?.slice('size='.length));
  return [...(mode ? ['--perms', mode] : []), ...(size ? ['--size', `${size}`] : [])];
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `64m` as tmpfs(5) reads it; undefined for a share of the memory, which bubblewrap has no word for. */
function bytesOf(text = ''): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNITS[unit.toLowerCase()]!;
}

function splitVariable(variable: string): [string, string] {
  const equals = variable.indexOf('=');
  return [variable.slice(0, equals), variable.slice(equals + 1)];
}
