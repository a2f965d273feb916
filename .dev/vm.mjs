// npm run test:vm: the tests of limits, devices and cgroups on a kernel of their own, which has cgroup v2 and nothing older.
//
// The machine is made from Debian's kernel and from programs of this one, and emulated in software where the processor
// cannot do it; so it needs neither /dev/kvm nor a download service. The kernel is kept for the next time.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installTools } from './debian.mjs';
import { announce, bundleIfStale, install, isModern, modernNode, run } from './setup.mjs';
import { cannotBeMade } from './vm/cannot-be-made.mjs';
import { findProgram } from './vm/programs.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'learn-run-vm');

/** What makes the machine, and what it consists of: a program, the Debian package it comes in. */
const TOOLS = [
  { program: 'qemu-system-x86_64', package: 'qemu-system-x86' },
  { program: 'mkfs.ext4', package: 'e2fsprogs' },
  { program: 'modprobe', package: 'kmod' },
  { program: 'cpio', package: 'cpio' },
  { program: 'busybox', package: 'busybox-static' },
  { program: 'newuidmap', package: 'uidmap' },
  { program: 'ip', package: 'iproute2' },
  { program: 'busctl', package: 'systemd' },
  { program: 'dbus-daemon', package: 'dbus' },
  { program: 'apparmor_parser', package: 'apparmor' },
  { program: 'secilc', package: 'secilc' },
];

/** AppArmor or SELinux: a kernel that has booted has one of them. kernel-parameters(7) */
const WITH_SELINUX = 'security=selinux';

const TESTS = [
  { command: 'sh test/vm/guest.sh' },
  { command: 'node --test --test-reporter=spec test/vm/selinux.guest.mjs', parameters: WITH_SELINUX },
];

install();
process.exitCode = isModern() ? await main(process.argv.slice(2)) : run(modernNode(), process.argv.slice(1));

/** Runs the command in the machine, or else the tests; the exit status, 125 where there can be no machine here. */
async function main(words) {
  refuseWhereImpossible();
  await bundleIfStale();
  let worst = 0;
  for (const one of words.length > 0 ? [askedFor(words)] : TESTS) worst = Math.max(worst, await runInMachine(one));
  return worst;
}

/** `[--selinux] COMMAND` */
function askedFor([first, ...more]) {
  if (first === '--selinux') return { command: more.join(' '), parameters: WITH_SELINUX };
  return { command: [first, ...more].join(' ') };
}

async function runInMachine({ command, parameters }) {
  mkdirSync(CACHE, { recursive: true });
  const { provideKernel } = await import('./vm/kernel.mjs');
  const { makeDisk } = await import('./vm/disk.mjs');
  const { boot } = await import('./vm/machine.mjs');
  const kernel = provideKernel(CACHE);
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-vm-'));
  try {
    return await boot(kernel, await makeDisk(directory, command), parameters);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** No machine, no result: to pass without having looked would be worse than to fail. */
function refuseWhereImpossible() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    cannotBeMade(`it runs on Linux on x64, and this is ${process.platform} on ${process.arch}`);
  if (process.getuid?.() !== 0)
    cannotBeMade('root makes it: its disk holds files of several users', 'sudo npm run test:vm');
  if (!existsSync('/usr/bin/apt-get')) cannotBeMade("its kernel is Debian's, and there is no apt-get here");
  provideTools();
}

/** Installs what is missing, as `npm test` does. */
function provideTools() {
  const missing = TOOLS.filter(({ program }) => !findProgram(program));
  if (missing.length === 0) return;
  const done = announce(`Installing ${missing.map((tool) => tool.package).join(' ')}`);
  const complaint = installTools(missing);
  done();
  const absent = missing.filter(({ program }) => !findProgram(program));
  if (absent.length > 0) cannotBeMade(`${absent.map(({ program }) => program).join(', ')} missing`, complaint);
}
