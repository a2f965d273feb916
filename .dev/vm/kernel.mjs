import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { announce } from '../setup.mjs';
import { cannotBeMade } from './cannot-be-made.mjs';
import { sh } from './programs.mjs';

/** Rises when the kernel is prepared differently, so that nobody boots an old one. */
const RECIPE = '2';

/** What the kernel needs to find its disk, and containers their layers. */
const MODULES = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4', 'overlay'];

/** Whoever has no network is to be told so, and not in ten minutes. apt.conf(5) */
const IMPATIENT = ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20', '-o', 'Acquire::Retries=0'];

/** Debian's smallest kernel, and an initrd with just what is needed to find the disk: made once, and kept in the cache. */
export function provideKernel(cache) {
  const directory = join(cache, `kernel-${RECIPE}`);
  if (!existsSync(join(directory, 'done'))) make(directory);
  const version = readFileSync(join(directory, 'done'), 'utf8');
  return { image: join(directory, `boot/vmlinuz-${version}`), initrd: join(directory, 'initrd.gz') };
}

function make(directory) {
  const done = announce('Fetching a kernel');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  // A fresh machine has no package lists, or old ones; where they cannot be had, those that are there may do.
  spawnSync('apt-get', ['update', ...IMPATIENT], { stdio: 'ignore' });
  const depends = sh('apt-cache', ['depends', 'linux-image-cloud-amd64']);
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (!name) cannotBeMade('apt knows no package linux-image-cloud-amd64', "It is one of Debian's.");
  sh('apt-get', ['download', '-qq', ...IMPATIENT, name], { cwd: directory });
  const archive = readdirSync(directory).find((file) => file.endsWith('.deb'));
  sh('dpkg-deb', ['--extract', archive, '.'], { cwd: directory });
  rmSync(join(directory, archive));
  const version = readdirSync(join(directory, 'lib/modules'))[0];
  sh('depmod', ['--basedir', directory, version]);
  makeInitrd(directory, version);
  writeFileSync(join(directory, 'done'), version);
  done();
}

function makeInitrd(kernel, version) {
  const tree = join(kernel, 'initrd');
  for (const name of ['bin', 'dev', 'proc', 'root', 'modules']) mkdirSync(join(tree, name), { recursive: true });
  cpSync('/bin/busybox', join(tree, 'bin/busybox'));
  const modules = new Set(MODULES.flatMap((module) => modulePaths(kernel, version, module)));
  const loads = [...modules].map((path, index) => {
    cpSync(path, join(tree, `modules/${index}.ko`));
    return `insmod /modules/${index}.ko`;
  });
  const script = [
    '#!/bin/busybox sh',
    '/bin/busybox --install -s /bin',
    'mount -t proc proc /proc; mount -t devtmpfs dev /dev',
    ...loads,
    'until [ -b /dev/vda ]; do sleep 0.1; done',
    'umount /proc',
    'mount -t ext4 /dev/vda /root && exec switch_root /root /bin/sh /project/test/vm/guest-init.sh',
  ];
  writeFileSync(join(tree, 'init'), `${script.join('\n')}\n`, { mode: 0o755 });
  sh('sh', ['-c', 'find . | cpio --quiet -o -H newc | gzip -1 >../initrd.gz'], { cwd: tree });
}

/** The module's file after those of the modules that it needs. */
function modulePaths(kernel, version, module) {
  const text = sh('modprobe', ['--dirname', kernel, '--set-version', version, '--show-depends', module]);
  return [...text.matchAll(/^insmod (\S+)/gm)].map(([, path]) => path);
}
