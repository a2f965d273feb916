import type { Mount, Spec } from '../../../engine/bundle/runtime-spec.ts';
import { shellLine, shellWord } from '../shell.ts';
import type { ScriptStep } from './step.ts';

/** The mounts of config.json, each at its place below the root file system. */
export function mountSteps({ mounts }: Spec): ScriptStep[] {
  return [
    {
      comment: [
        'The root file system becomes a mount: pivot_root(2) takes nothing less.',
        'place makes what something is to be mounted on. Links of the image that lead out of it are not followed.',
      ],
      commands: [
        'mount --rbind rootfs rootfs',
        'place() {',
        '  case $(realpath -m "rootfs$2")/ in "$PWD"/rootfs/*) ;; *) echo "$2 leads out of the image" >&2; exit 125 ;; esac',
        '  if [ "$1" = directory ]; then mkdir -p "rootfs$2"; return; fi',
        '  mkdir -p "$(dirname "rootfs$2")"; [ -e "rootfs$2" ] || : >"rootfs$2"',
        '}',
      ],
    },
    {
      comment: ['What the kernel makes up (proc, sysfs), memory (tmpfs), and files of the host (bind).'],
      commands: mounts.flatMap(mountCommands),
    },
  ];
}

/** Options of config.json that are no options of the file system: what mount(8) has words of its own for. */
const BINDING = ['bind', 'rbind'];
const PROPAGATION = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave', 'unbindable', 'runbindable'];

function mountCommands(mount: Mount): string[] {
  const { type, destination, options } = mount;
  const target = shellWord(`rootfs${destination}`);
  const plain = options.filter((option) => !BINDING.includes(option) && !PROPAGATION.includes(option));
  const propagation = options
    .filter((option) => PROPAGATION.includes(option))
    .map((one) => `mount --make-${one} ${target}`);
  if (options.some((option) => BINDING.includes(option))) return [...bindCommands(mount, plain), ...propagation];
  const at = `place directory ${shellWord(destination)}`;
  if (type === 'cgroup') return [at, ...cgroupCommands(destination, plain)];
  const how = plain.length === 0 ? [] : ['-o', plain.join(',')];
  return [at, shellLine(['mount', '-t', type, ...how, mount.source, `rootfs${destination}`]), ...propagation];
}

/** A bind takes no flags at first: they are the matter of a second call. */
function bindCommands({ source, destination, options }: Mount, flags: readonly string[]): string[] {
  const how = options.includes('rbind') ? '--rbind' : '--bind';
  const [from, to] = [shellWord(source), shellWord(destination)];
  const target = shellWord(`rootfs${destination}`);
  return [
    `if [ -d ${from} ]; then place directory ${to}; else place file ${to}; fi`,
    `mount ${how} ${from} ${target}`,
    ...(flags.length === 0 ? [] : [`mount -o ${shellWord(['remount', 'bind', ...flags].join(','))} ${target}`]),
  ];
}

/** The first generation of cgroups is a mount for each controller: the container is not shown any. */
function cgroupCommands(destination: string, options: readonly string[]): string[] {
  const mount = shellLine(['mount', '-t', 'cgroup2', '-o', options.join(','), 'cgroup2', `rootfs${destination}`]);
  return ['if [ -e /sys/fs/cgroup/cgroup.controllers ]; then', `  ${mount}`, 'fi'];
}
