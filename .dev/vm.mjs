// npm run test:vm: the cgroup and container tests on a kernel of their own, which has cgroup v2 and nothing older.
//
// The machine is made from Debian's packages and emulated in software, so it needs neither /dev/kvm nor a download
// service; kernel and root file system are kept in the user's cache directory for the next time.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { announce, bundleIfStale, fail, install, isModern, modernNode, root, run } from './setup.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'learn-run-vm');
/** Rises when what is in the cache is made differently, so that nobody boots an old machine. */
const RECIPE = '1';
const LIMIT_MS = Number(process.env.VM_TIMEOUT ?? 600) * 1000;

const HOST_TOOLS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  debootstrap: 'debootstrap',
  'mkfs.ext4': 'e2fsprogs',
  modprobe: 'kmod',
  cpio: 'cpio',
  busybox: 'busybox-static',
};
/** What the kernel needs to find its disk. */
const EARLY_MODULES = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];
const GUEST_PACKAGES = ['busybox-static', 'ca-certificates', 'iproute2', 'kmod', 'procps', 'uidmap', 'util-linux'];

/** What the tests inside need of this repository, and nothing else: the disk is written anew each time. */
const PROJECT = ['cli', 'dist/bin', 'engine', 'machines', 'package.json', 'test/fixtures', 'test/vm'];
const PACKAGES = ['koffi', '@koromix', 'xstate'];

install();
process.exitCode = isModern() ? await main(process.argv.slice(2)) : run(modernNode(), process.argv.slice(1));

async function main(command) {
  refuseWhereImpossible();
  await bundleIfStale();
  mkdirSync(CACHE, { recursive: true });
  makeKernel();
  makeRootFileSystem();
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-vm-'));
  try {
    const disk = makeProjectDisk(directory, command.length > 0 ? command.join(' ') : 'sh test/vm/guest.sh');
    return await boot(directory, disk);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** No machine, no result: to pass without having looked would be worse than to fail. */
function refuseWhereImpossible() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    fail(`the virtual machine runs on Linux on x64, and this is ${process.platform} on ${process.arch}`);
  if (process.getuid?.() !== 0)
    fail('the virtual machine is made by root: debootstrap wants to be', 'sudo npm run test:vm');
  const missing = Object.entries(HOST_TOOLS).filter(([program]) => !hasProgram(program));
  if (missing.length === 0) return;
  const names = missing.map(([program]) => program).join(', ');
  const packages = missing.map(([, name]) => name).join(' ');
  fail(
    `the virtual machine cannot be made: ${names} missing`,
    `sudo apt-get install --no-install-recommends ${packages}`,
  );
}

function hasProgram(name) {
  return [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].some((folder) =>
    existsSync(join(folder, name)),
  );
}

/** Debian's smallest kernel, and an initrd with just what is needed to find the disk. */
function makeKernel() {
  const directory = join(CACHE, `kernel-${RECIPE}`);
  if (existsSync(join(directory, 'done'))) return;
  const done = announce('Fetching a kernel');
  const fresh = emptied(directory);
  const depends = sh('apt-cache', ['depends', 'linux-image-cloud-amd64']);
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (!name) fail('apt knows no kernel', 'Try: sudo apt-get update');
  sh('apt-get', ['download', '-qq', name], { cwd: fresh });
  const archive = readdirSync(fresh).find((file) => file.endsWith('.deb'));
  sh('dpkg-deb', ['--extract', archive, '.'], { cwd: fresh });
  rmSync(join(fresh, archive));
  const version = readdirSync(join(fresh, 'lib/modules'))[0];
  sh('depmod', ['--basedir', fresh, version]);
  makeInitrd(fresh, version);
  writeFileSync(join(fresh, 'done'), version);
  done();
}

function makeInitrd(kernel, version) {
  const tree = join(kernel, 'initrd');
  for (const name of ['bin', 'dev', 'proc', 'root', 'modules']) mkdirSync(join(tree, name), { recursive: true });
  cpSync('/bin/busybox', join(tree, 'bin/busybox'));
  const modules = new Set(EARLY_MODULES.flatMap((module) => modulePaths(kernel, version, module)));
  const loads = [...modules].map((path, index) => {
    cpSync(path, join(tree, `modules/${index}.ko`));
    return `insmod /modules/${index}.ko`;
  });
  const script = [
    '#!/bin/busybox sh',
    '/bin/busybox --install -s /bin',
    'mount -t proc proc /proc; mount -t devtmpfs dev /dev',
    ...loads,
    'until [ -b /dev/vdb ]; do sleep 0.1; done',
    'mount -t ext4 /dev/vda /root && mount -t ext4 -o ro /dev/vdb /root/project',
    'exec switch_root /root /bin/sh /project/test/vm/guest-init.sh',
  ];
  writeFileSync(join(tree, 'init'), `${script.join('\n')}\n`, { mode: 0o755 });
  sh('sh', ['-c', 'find . | cpio --quiet -o -H newc | gzip -1 >../initrd.gz'], { cwd: tree });
}

/** The module's file after those of the modules that it needs. */
function modulePaths(kernel, version, module) {
  const text = sh('modprobe', ['--dirname', kernel, '--set-version', version, '--show-depends', module]);
  return [...text.matchAll(/^insmod (\S+)/gm)].map(([, path]) => path);
}

function makeRootFileSystem() {
  const disk = join(CACHE, `disk-${RECIPE}.img`);
  if (existsSync(disk)) return;
  const done = announce('Making a root file system');
  const fresh = emptied(join(CACHE, `root-${RECIPE}`));
  const include = `--include=${GUEST_PACKAGES.join(',')}`;
  sh('debootstrap', ['--variant=minbase', include, release(), fresh, mirror()]);
  cpSync(join(CACHE, `kernel-${RECIPE}/lib/modules`), join(fresh, 'usr/lib/modules'), { recursive: true });
  sh('chroot', [fresh, 'useradd', '--create-home', 'student']);
  mkdirSync(join(fresh, 'project'));
  sh('mkfs.ext4', ['-q', '-d', fresh, `${disk}.new`, '1536M']);
  sh('mv', [`${disk}.new`, disk]);
  rmSync(fresh, { recursive: true });
  done();
}

/** Where this machine itself gets its packages from. */
function mirror() {
  const files = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];
  const text = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
  const address = /^(?:URIs: *|deb (?:\[.*\] )?)(\S+)/m.exec(text)?.[1];
  return address ?? fail('no Debian mirror is known here', 'It is looked for in /etc/apt/sources.list');
}

function release() {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  return codename ?? fail('this is no Debian release: /etc/os-release has no VERSION_CODENAME');
}

/** The repository as the machine sees it, read-only, at /project; and the Node that runs this. */
function makeProjectDisk(directory, command) {
  const tree = join(directory, 'project');
  const parts = [...PROJECT, ...PACKAGES.map((name) => join('node_modules', name))];
  for (const part of parts.filter((path) => existsSync(join(root, path)))) {
    mkdirSync(dirname(join(tree, part)), { recursive: true });
    cpSync(join(root, part), join(tree, part), { recursive: true });
  }
  mkdirSync(join(tree, 'node_modules/.bin'), { recursive: true });
  cpSync(process.execPath, join(tree, 'node_modules/.bin/node'));
  writeFileSync(join(tree, 'command'), `${command}\n`);
  const disk = join(directory, 'project.img');
  sh('mkfs.ext4', ['-q', '-d', tree, disk, '512M']);
  return disk;
}

/** Boots, passes on what the command says, and gives back its exit status. */
async function boot(directory, project) {
  const kernel = join(CACHE, `kernel-${RECIPE}`);
  const image = readdirSync(join(kernel, 'boot')).find((name) => name.startsWith('vmlinuz'));
  const drive = (file, options) => ['-drive', `file=${file},if=virtio,format=raw,${options}`];
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '2048'],
      ['-nographic', '-nic', 'none', '-no-reboot'],
      ['-kernel', join(kernel, 'boot', image), '-initrd', join(kernel, 'initrd.gz')],
      ['-append', 'console=ttyS0 panic=-1 quiet'],
      // What is written to the root file system is forgotten with the machine.
      drive(join(CACHE, `disk-${RECIPE}.img`), 'snapshot=on'),
      drive(project, 'readonly=on'),
    ].flat(),
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: directory } },
  );
  const timer = setTimeout(() => machine.kill('SIGKILL'), LIMIT_MS);
  const status = await readConsole(machine.stdout);
  clearTimeout(timer);
  if (status === undefined) fail('the virtual machine ended, or was ended, before its command did');
  return status;
}

async function readConsole(stream) {
  let isCommand = false;
  for await (const line of createInterface({ input: stream })) {
    const text = line.replaceAll('\r', '');
    const status = /^--- status (\d+)/.exec(text)?.[1];
    if (status !== undefined) return Number(status);
    if (isCommand) process.stdout.write(`${text}\n`);
    // What the firmware has written before may stand on the same line.
    if (text.endsWith('--- command')) isCommand = true;
  }
  return undefined;
}

function emptied(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Runs a program to its end and gives back its stdout. */
function sh(command, args, options = {}) {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env, ...options });
  if (status !== 0) fail(`${command} ${args.join(' ')} failed`, error?.message ?? `${stderr}${stdout}`.slice(-4000));
  return stdout;
}
