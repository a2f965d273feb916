import type { Device, Spec } from '../../../engine/bundle/runtime-spec.ts';
import { shellLine, shellWord } from '../shell.ts';
import { mountSteps } from './mounts.ts';
import type { ScriptStep } from './step.ts';

/** The devices that every container has. @see runtime-spec config-linux.md#default-devices */
const DEFAULT_DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** What the first process of the namespaces does until the root file system is the container's. */
export function inside(spec: Spec): ScriptStep[] {
  const { linux, hostname, root } = spec;
  const isRootless = linux.namespaces.some(({ type }) => type === 'user');
  return [
    ...mountSteps(spec),
    {
      comment: [
        'Devices, bound from the host: an ordinary user may make none.',
        'Links to what is open, as programs expect them.',
      ],
      commands: [
        `for device in ${DEFAULT_DEVICES.join(' ')}; do`,
        '  place file /dev/$device; mount --bind /dev/$device rootfs/dev/$device',
        'done',
        ...(linux.devices ?? []).flatMap((device) => deviceCommands(device, isRootless)),
        'ln -sfn /proc/self/fd rootfs/dev/fd; ln -sfn pts/ptmx rootfs/dev/ptmx',
        'for number in 0 1 2; do',
        '  case $number in 0) name=stdin ;; 1) name=stdout ;; 2) name=stderr ;; esac',
        '  ln -sfn /proc/self/fd/$number rootfs/dev/$name',
        'done',
      ],
    },
    {
      comment: ['Its own name, and settings of the kernel that belong to its namespaces.'],
      commands: [
        ...(hostname === undefined ? [] : [`hostname ${shellWord(hostname)}`]),
        ...Object.entries(linux.sysctl ?? {}).map(
          ([name, value]) => `echo ${shellWord(value)} >${shellWord(`rootfs/proc/sys/${name.replaceAll('.', '/')}`)}`,
        ),
      ],
    },
    {
      comment: ['A network with nobody in it but itself: its loopback, where ip is there to raise it.'],
      commands: linux.namespaces.some(({ type }) => type === 'network') ? ['ip link set lo up 2>/dev/null || :'] : [],
    },
    hiding(spec),
    {
      comment: ['Nothing below the root may be written to, but for what was mounted there.'],
      commands: root.readonly ? ['mount -o remount,bind,ro rootfs'] : [],
    },
  ];
}

function deviceCommands({ path, type, major, minor, fileMode = 0o666 }: Device, isRootless: boolean): string[] {
  if (isRootless || major === undefined || minor === undefined) {
    return [`place file ${shellWord(path)}`, `mount --bind ${shellWord(path)} ${shellWord(`rootfs${path}`)}`];
  }
  const mode = (fileMode & 0o777).toString(8);
  return [shellLine(['mknod', '-m', mode, `rootfs${path}`, type, `${major}`, `${minor}`])];
}

function hiding({ linux: { maskedPaths, readonlyPaths } }: Spec): ScriptStep {
  return {
    comment: ['Parts of /proc and /sys that tell of the host, or change it, are covered or can only be read.'],
    commands: [
      ...(maskedPaths.length === 0
        ? []
        : [
            ...listed('path', maskedPaths),
            '  if [ -d "rootfs$path" ]; then mount -t tmpfs -o ro tmpfs "rootfs$path"',
            '  elif [ -e "rootfs$path" ]; then mount --bind /dev/null "rootfs$path"; fi',
            'done',
          ]),
      ...(readonlyPaths.length === 0
        ? []
        : [
            ...listed('path', readonlyPaths),
            '  [ -e "rootfs$path" ] || continue',
            '  mount --rbind "rootfs$path" "rootfs$path"; mount -o remount,bind,ro "rootfs$path"',
            'done',
          ]),
    ],
  };
}

const listed = (name: string, values: readonly string[]) => [
  `for ${name} in \\`,
  ...values.map((value, index) => `  ${shellWord(value)}${index === values.length - 1 ? '; do' : ' \\'}`),
];
