import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../setup.mjs';
import { findProgram, sh } from './programs.mjs';

/** The programs of this machine that the other one has too; for everything else there is busybox, whose own of these can less. */
const PROGRAMS =
  'apparmor_parser busctl chcon dbus-daemon env ip newgidmap newuidmap nsenter secilc setpriv sh systemctl unshare'.split(
    ' ',
  );

/** What belongs to these, at the same places. */
const SYSTEMD = ['/lib/systemd/systemd'];
const SETTINGS = [
  '/usr/share/apparmor-features',
  '/etc/apparmor/parser.conf',
  '/usr/share/dbus-1/session.conf',
  '/usr/share/dbus-1/system.conf',
  '/usr/share/dbus-1/system.d',
];

/** What the tests inside need of this repository. */
const PROJECT = [
  'cli/bin.cjs',
  'cli/learn-runc',
  'cli/runc.cjs',
  'cli/start.cjs',
  'dist/bin',
  'node_modules/@koromix',
  'node_modules/koffi',
  'package.json',
  'test/fixtures/systemd-host.sh',
];
const TESTS = 'test/vm';

const FILES = {
  'etc/group': 'root:x:0:\nmessagebus:x:100:\nstudent:x:1000:\n',
  'etc/passwd':
    'root:x:0:0::/root:/bin/sh\nmessagebus:x:100:100::/nonexistent:/bin/false\nstudent:x:1000:1000::/home/student:/bin/sh\n',
  'etc/subgid': 'student:100000:65536\n',
  'etc/subuid': 'student:100000:65536\n',
};
const DIRECTORIES = ['bin', 'sbin', 'lib', 'lib64'];
const MOUNT_POINTS = ['dev', 'proc', 'run', 'sys', 'tmp'];

/** Writes the machine's disk: programs of this one, the repository at /project, and the command. Its path. */
export async function makeDisk(directory, command) {
  const tree = join(directory, 'root');
  for (const name of [...MOUNT_POINTS, 'etc', 'root', 'usr']) mkdirSync(join(tree, name), { recursive: true });
  for (const name of DIRECTORIES) {
    mkdirSync(join(tree, 'usr', name));
    symlinkSync(`usr/${name}`, join(tree, name));
  }
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(tree, name), text);
  addBusybox(tree);
  for (const name of PROGRAMS) addProgram(tree, findProgram(name));
  addSystemd(tree);
  const project = join(tree, 'project');
  await addProject(project);
  writeFileSync(join(project, 'command'), `${command}\n`);
  const disk = join(directory, 'disk.img');
  sh('mkfs.ext4', ['-q', '-d', tree, disk, '512M']);
  return disk;
}

function addBusybox(tree) {
  const busybox = findProgram('busybox');
  for (const name of sh(busybox, ['--list']).trim().split('\n')) {
    if (name !== 'busybox') symlinkSync('busybox', join(tree, 'usr/bin', name));
  }
  copyTo(busybox, join(tree, 'usr/bin/busybox'));
}

/** Takes the place of busybox's program of that name. */
function addProgram(tree, path) {
  sh('rm', ['-f', join(tree, 'usr/bin', basename(path))]);
  copyTo(path, join(tree, 'usr/bin', basename(path)));
  addLibraries(tree, path);
}

function addSystemd(tree) {
  for (const path of SYSTEMD) {
    copyTo(path, join(tree, 'usr', path));
    addLibraries(tree, path);
  }
  for (const path of SETTINGS) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(path, join(tree, path), { recursive: true });
  }
}

/** Those that the file is linked with, at the same places. ldd(1) */
function addLibraries(tree, path) {
  for (const [library] of sh('ldd', [path]).matchAll(/\/\S+(?= \(0x)/g)) {
    copyTo(library, join(tree, library.startsWith('/usr/') ? library : join('usr', library)));
  }
}

/** A link as what it leads to, and a program of root's as such. */
function copyTo(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  sh('cp', ['--dereference', '--preserve=mode', from, to]);
}

/** The built command with the Node that runs this, and the tests. */
async function addProject(project) {
  for (const part of PROJECT) cpSync(join(root, part), join(project, part), { recursive: true });
  cpSync(join(root, TESTS), join(project, TESTS), { recursive: true });
  const node = join(project, 'node_modules/.bin/node');
  copyTo(process.execPath, node);
  addLibraries(dirname(project), process.execPath);
  await bundleTests(project);
}

/** As plain JavaScript: to take the types away takes an emulated processor longer than the test. */
async function bundleTests(project) {
  const entryPoints = readdirSync(join(root, TESTS)).filter((name) => name.endsWith('.guest.ts'));
  await build({
    absWorkingDir: join(root, TESTS),
    entryPoints,
    outdir: join(project, TESTS),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['koffi'],
    logLevel: 'error',
  });
}
