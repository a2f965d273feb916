import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** What binutils-multiarch has and binutils alone has not. */
const MULTIARCH = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu-objdump.single`;

/** What tests hold our work against, besides the kernel: a program, the Debian package it comes in, what it is asked for. */
export const TOOLS = [
  { program: 'skopeo', package: 'skopeo', use: 'reads our store, and fills registries' },
  { program: 'umoci', package: 'umoci', use: 'unpacks the same images for comparison' },
  { program: 'docker-registry', package: 'docker-registry', use: 'is the real registry that we pull from' },
  { program: 'podman', package: 'podman', use: 'runs the same images for comparison' },
  { program: 'dockerd', package: 'docker.io', use: 'runs the same images for comparison' },
  { program: 'python3', package: 'python3', use: 'answers the calls that a seccomp filter leaves undecided' },
  { program: 'runc', package: 'runc', use: 'runs our bundles' },
  { program: 'crun', package: 'crun', use: 'runs our bundles' },
  { program: 'buildah', package: 'buildah', use: 'makes images' },
  { program: 'newuidmap', package: 'uidmap', use: 'gives ordinary users a range of ids' },
  { program: 'strace', package: 'strace', use: 'shows the calls that were really made' },
  { program: 'zstd', package: 'zstd', use: 'packs layers' },
  { program: 'getfattr', package: 'attr', use: 'reads extended attributes' },
  { program: 'setcap', package: 'libcap2-bin', use: 'sets and shows capabilities' },
  { program: 'ip', package: 'iproute2', use: 'makes network interfaces' },
  { program: 'nft', package: 'nftables', use: 'filters packets' },
  { program: 'iptables', package: 'iptables', use: 'filters packets where there is no nft' },
  { program: 'pasta', package: 'passt', use: 'is the network of an ordinary user' },
  { program: 'slirp4netns', package: 'slirp4netns', use: 'is the network of an ordinary user without pasta' },
  { program: 'openssl', package: 'openssl', use: 'makes certificates' },
  { program: 'jq', package: 'jq', use: 'reads JSON' },
  { program: 'readelf', package: 'binutils', use: 'checks the programs that we make' },
  {
    program: MULTIARCH,
    package: 'binutils-multiarch',
    use: 'reads the machine code that we make for other processors',
  },
  { program: 'gcc', package: 'gcc', use: 'compiles the question to libseccomp' },
  { program: '/usr/include/seccomp.h', package: 'libseccomp-dev', use: 'is asked for its verdicts' },
  { program: 'scmp_sys_resolver', package: 'seccomp', use: 'knows the numbers of system calls' },
  { program: 'qemu-aarch64-static', package: 'qemu-user-static', use: 'runs programs of other processors' },
  { program: 'busybox', package: 'busybox-static', use: 'is the shell inside the containers of the tests' },
  { program: 'tmux', package: 'tmux', use: 'is the terminal that the step view is tried in' },
  { program: 'chromium', package: 'chromium', use: 'is the browser that the inspector is tried in' },
  { program: 'busctl', package: 'systemd', use: 'asks a systemd for cgroups' },
  { program: 'dbus-daemon', package: 'dbus', use: 'is the bus that systemd is asked over' },
  { program: 'apparmor_parser', package: 'apparmor', use: 'compiles the profile of containers' },
  { program: 'bwrap', package: 'bubblewrap', use: 'makes namespaces to test in' },
];

// Ordinary users often have no sbin in their PATH.
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

export function missingTools() {
  return TOOLS.filter(({ program }) =>
    isAbsolute(program) ? !existsSync(program) : !FOLDERS.some((folder) => canExecute(join(folder, program))),
  );
}

/** The command that brings the packages of these tools. */
export function aptCommand(tools) {
  return ['apt-get', 'install', '--yes', '--no-install-recommends', ...tools.map((tool) => tool.package)];
}

/** Installs what Debian has of these tools; quiet, and it is no error when some cannot be had. Gives back what apt-get said if it failed. */
export function installTools(tools) {
  const first = apt(aptCommand(tools));
  if (first.status === 0) return undefined;
  // A fresh machine has no package lists, or old ones.
  apt(['apt-get', 'update']);
  const second = apt(aptCommand(tools.filter(isKnown)));
  return second.status === 0 ? undefined : `${second.stdout}${second.stderr}`;
}

function isKnown(tool) {
  return apt(['apt-cache', 'show', tool.package]).status === 0;
}

function apt([command, ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function canExecute(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
